import Files

extension SafetensorsFile {
  /// Every array of the file, as bits.
  package func bits() throws -> [String: [UInt64]] {
    var all: [String: [UInt64]] = [:]
    for entry in entries {
      if entry.type == .float64 {
        var numbers = [Double](repeating: 0, count: entry.count)
        var span = numbers.mutableSpan
        try read(entry.name, into: &span)
        all[entry.name] = numbers.map(\.bitPattern)
      } else {
        var numbers = [Float](repeating: 0, count: entry.count)
        var span = numbers.mutableSpan
        try read(entry.name, into: &span)
        all[entry.name] = numbers.map { Double($0).bitPattern }
      }
    }
    return all
  }
}
