import Files

/// Pictures to files.
package enum PictureWriter {
  /// Writes a PNG or a JPEG, as the name asks, whole or not at all.
  package static func write(
    _ picture: Picture, to path: String, replacing: Bool
  ) throws {
    try write(picture, to: PictureDestination(picture: path), replacing: replacing)
  }

  package static func write(
    _ picture: Picture, to destination: PictureDestination, replacing: Bool
  ) throws {
    let bytes = try bytes(of: picture, for: destination)
    try WholeFile.write(bytes.span, to: destination.path, replacing: replacing)
  }

  /// The PNG or JPEG that the name asks for.
  package static func bytes(
    of picture: Picture, for destination: PictureDestination
  ) throws -> [UInt8] {
    switch destination.format {
    case .jpeg: try JPEGEncoder.encode(picture)
    default: try PNGEncoder.encode(picture)
    }
  }
}

/// Why a picture could not become a file, beside what the file system says.
package enum PictureWritingError: Error, Equatable, CustomStringConvertible {
  case unknownEnding(path: String, known: [String])
  case tooLarge(path: String, width: Int, height: Int, limit: Int)
  case encoder(format: String, reason: String)

  package var description: String {
    switch self {
    case .unknownEnding(let path, let known):
      "\(path) must end in \(known.joined(separator: " or "))"
    case .tooLarge(let path, let width, let height, let limit):
      "\(path) would have \(width)x\(height) pixels, but no side of such a file may have more than "
        + "\(limit); give \(limit < OutputFormat.png.longestSide ? "a name that ends in .png, " : "")fewer pictures, "
        + "or a smaller --scale"
    case .encoder(let format, let reason):
      "the picture cannot be written as \(format): \(reason)"
    }
  }
}
