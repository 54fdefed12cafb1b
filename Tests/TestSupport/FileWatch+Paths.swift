import Files

extension [FileWatch.Event] {
  /// The files and folders that were flushed, in order, by the names that they were opened by.
  package var flushedPaths: [String] {
    var names: [Int32: String] = [:]
    var flushed: [String] = []
    for event in self where event.result >= 0 {
      switch event.operation {
      case .open(let path, _): names[Int32(event.result)] = path
      case .flush(let file): flushed.append(names[file] ?? "?")
      default: break
      }
    }
    return flushed
  }
}
