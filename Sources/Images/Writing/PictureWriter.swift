import Files

/// Pictures to files whose names say their format.
package enum PictureWriter {
  private static let known: [Ending] = [.png, .jpeg]

  /// Writes a PNG, or a JPEG where the name ends in .jpg or .jpeg, whole or not at all.
  package static func write(
    _ picture: Picture, to path: String, replacing: Bool
  ) throws {
    let bytes =
      switch try Ending.of(path, known: known) {
      case .jpeg: try JPEGEncoder.encode(picture)
      default: try PNGEncoder.encode(picture)
      }
    try WholeFile.write(bytes.span, to: path, replacing: replacing)
  }

  /// Throws where the name says no format: asked before the work, not after.
  package static func check(_ path: String) throws(PictureWritingError) {
    _ = try Ending.of(path, known: known)
  }

  /// Throws where the format that the name of a picture or an animation says holds no pictures so
  /// large: asked before the work, not after.
  package static func check(
    _ path: String, width: Int, height: Int
  ) throws(PictureWritingError) {
    let limit = try Ending.of(path, known: Ending.allCases).longestSide
    guard max(width, height) <= limit else {
      throw .tooLarge(path: path, width: width, height: height, limit: limit)
    }
  }
}

/// A format, as the ending of a file's name asks for it.
enum Ending: CaseIterable {
  case png, jpeg, gif, apng

  var spellings: [String] {
    switch self {
    case .png: [".png"]
    case .jpeg: [".jpg", ".jpeg"]
    case .gif: [".gif"]
    case .apng: [".apng"]
    }
  }

  /// Pixels that a side may have: what the format can say, or its library makes.
  var longestSide: Int {
    switch self {
    case .png, .apng: 1_000_000
    case .jpeg: 65_500
    case .gif: 65_535
    }
  }

  static func of(_ path: String, known: [Ending]) throws(PictureWritingError) -> Ending {
    let name = path.lowercased()
    for ending in known where ending.spellings.contains(where: name.hasSuffix) { return ending }
    throw .unknownEnding(path: path, known: known.flatMap(\.spellings))
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
        + "\(limit); give \(limit < Ending.png.longestSide ? "a name that ends in .png, " : "")fewer pictures, "
        + "or a smaller --scale"
    case .encoder(let format, let reason):
      "the picture cannot be written as \(format): \(reason)"
    }
  }
}
