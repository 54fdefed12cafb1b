import Foundation
import Images
import TestSupport

/// Files that tests read: those committed beside them, and those of the reference folder.
enum TestFiles {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures").path

  static let hasReference = referenceFolder != nil

  static func reference(_ folder: String) -> String { (referenceFolder ?? "") + "/" + folder }

  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path)))
  }

  /// The files below a folder whose paths pass, sorted; none if the folder is not there.
  static func all(in folder: String, where passes: (String) -> Bool = { _ in true }) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter(passes).sorted().map { folder + "/" + $0 }
      .filter {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
  }
}

/// A binary PGM or PPM file, the plainest pictures there are.
func portableMap(_ bytes: [UInt8]) -> Picture? {
  let head = bytes.prefix(64).split(maxSplits: 4, whereSeparator: { $0 == 10 || $0 == 32 })
  let words = head.prefix(4).map { String(decoding: $0, as: UTF8.self) }
  guard words.count == 4, let width = Int(words[1]), let height = Int(words[2]),
    words[3] == "255", words[0] == "P5" || words[0] == "P6"
  else { return nil }
  let channels = words[0] == "P5" ? 1 : 3
  return Picture(
    width: width, height: height, channels: channels,
    pixels: Array(bytes.suffix(width * height * channels)))
}

/// The largest difference between two pictures of one shape, or nil where the shapes differ.
func difference(_ a: Picture, _ b: Picture) -> Int? {
  guard a.width == b.width, a.height == b.height, a.channels == b.channels else { return nil }
  return zip(a.pixels, b.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}
