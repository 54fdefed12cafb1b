import Files
import Images

/// The folder of sample pictures: the same faces for the same seed.
package enum SamplePictures {
  /// Writes `count` pictures and the table of their factors into `folder`, which is made if it is
  /// not there; files of the same names are replaced.
  package static func generate(into folder: String, count: Int, seed: UInt64 = 0) throws {
    try Folder.make(folder)
    for index in 0..<count {
      let bytes = try file(index: index, seed: seed)
      let path = Path.join(folder, name(index: index))
      try WholeFile.write(bytes.span, to: path, replacing: true)
    }
    let table = Array(table(count: count, seed: seed).utf8)
    try WholeFile.write(table.span, to: Path.join(folder, tableName), replacing: true)
  }

  package static let tableName = "factors.csv"

  /// A line of names, then a line for each picture: its file and its factors.
  package static func table(count: Int, seed: UInt64) -> String {
    let head = (["file"] + Face.factors.map(\.name)).joined(separator: ",")
    return (0..<count).reduce(head + "\n") { text, index in
      let face = Face(seed: seed, index: index)
      let numbers = Face.factors.map { "\(face[keyPath: $0.path])" }
      return text + ([name(index: index)] + numbers).joined(separator: ",") + "\n"
    }
  }

  package static func name(index: Int) -> String { SampleFormat(index: index).name(index) }

  /// The bytes of picture `index`.
  package static func file(index: Int, seed: UInt64) throws -> [UInt8] {
    let format = SampleFormat(index: index)
    let face = Face(seed: seed, index: index)
    let (width, height) = (format.width, format.height)
    switch format.form {
    case .png:
      return try PNGEncoder.encode(face.picture(width: width, height: height))
    case .cutOut:
      let pixels = face.cutOut(width: width, height: height)
      return try PNGEncoder.encode(pixels, width: width, height: height, channels: 4)
    case .greyPNG:
      let picture = face.picture(width: width, height: height)
      return try PNGEncoder.encode(picture.converted(toChannels: 1))
    case .jpeg:
      return try JPEGEncoder.encode(
        face.picture(width: width, height: height), quality: quality)
    case .greyJPEG:
      let picture = face.picture(width: width, height: height)
      return try JPEGEncoder.encode(picture.converted(toChannels: 1), quality: quality)
    case .turned(let orientation):
      let picture = orientation.stored(face.picture(width: width, height: height))
      return orientation.noted(in: try JPEGEncoder.encode(picture, quality: quality))
    }
  }

  private static let quality = 90
}
