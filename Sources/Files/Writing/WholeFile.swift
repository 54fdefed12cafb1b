/// Files read and written as a whole.
package enum WholeFile {
  /// The bytes of a regular file of at most `limit` bytes.
  package static func read(
    _ path: String, limit: Int = OpenFile.largest
  ) throws(FileError) -> [UInt8] {
    try OpenFile(reading: path).contents(limit: limit)
  }

  /// Puts `bytes` at `path` whole or not at all, on disk when it returns.
  /// Without `replacing`, a file that is there already is an error.
  package static func write(
    _ bytes: Span<UInt8>, to path: String, replacing: Bool
  ) throws(FileError) {
    // A pipe or a terminal cannot be renamed over; it takes the bytes as they come.
    if try FileFacts.ifThere(path)?.kind == .stream {
      return try pour(bytes, into: path)
    }
    let file = try AtomicFile(for: path)
    try file.file.write(bytes, at: 0)
    try file.publish(replacing: replacing)
  }

  package static func write(_ text: String, to path: String, replacing: Bool) throws(FileError) {
    let bytes = Array(text.utf8)
    try write(bytes.span, to: path, replacing: replacing)
  }

  private static func pour(_ bytes: Span<UInt8>, into path: String) throws(FileError) {
    let file = try OpenFile(appendingTo: path)
    try file.append(bytes)
  }
}
