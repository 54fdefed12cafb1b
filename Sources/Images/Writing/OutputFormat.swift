/// A format that pictures are written in, as the ending of a file's name asks for it.
package enum OutputFormat: Sendable, CaseIterable {
  case png, jpeg, gif, apng

  static let ofPictures: [OutputFormat] = [.png, .jpeg]
  static let ofAnimations: [OutputFormat] = [.gif, .png, .apng]

  var endings: [String] {
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
}

/// A file that a picture or an animation is to be written to: its name says the format, which is asked
/// before the work that makes the picture, not after.
package struct PictureDestination: Sendable, CustomStringConvertible {
  package let path: String
  let format: OutputFormat

  package init(picture path: String) throws(PictureWritingError) {
    try self.init(path, OutputFormat.ofPictures)
  }

  package init(animation path: String) throws(PictureWritingError) {
    try self.init(path, OutputFormat.ofAnimations)
  }

  private init(_ path: String, _ known: [OutputFormat]) throws(PictureWritingError) {
    let name = path.lowercased()
    guard let format = known.first(where: { $0.endings.contains(where: name.hasSuffix) }) else {
      throw .unknownEnding(path: path, known: known.flatMap(\.endings))
    }
    self.path = path
    self.format = format
  }

  /// Throws where the format holds no pictures so large.
  package func check(width: Int, height: Int) throws(PictureWritingError) {
    let limit = format.longestSide
    guard max(width, height) <= limit else {
      throw .tooLarge(path: path, width: width, height: height, limit: limit)
    }
  }

  package var description: String { path }
}
