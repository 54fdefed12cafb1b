import Files

/// Files that may hold a picture.
package enum PictureFile {
  /// The bytes of a file, to be decoded. Of a large one that is no picture, such as a film among photos,
  /// only the beginning is read.
  package static func read(_ path: String) throws -> [UInt8] {
    let file = try OpenFile(reading: path)
    if try file.size() > 1 << 20 {
      var beginning = [UInt8](repeating: 0, count: 16)
      var span = beginning.mutableSpan
      _ = try file.read(at: 0, into: &span)
      _ = try PictureFormat.of(beginning.span)
    }
    return try file.contents()
  }
}
