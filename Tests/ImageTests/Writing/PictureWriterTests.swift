import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("Pictures become files as their names ask")
final class PictureWriterTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "writing-\(UUID())").path
  let picture = Picture(width: 8, height: 6, channels: 3, pixels: noise(8 * 6 * 3))

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  @Test(
    arguments: [
      ("a.png", [0x89, 0x50, 0x4E, 0x47]), ("A.PNG", [0x89, 0x50, 0x4E, 0x47]),
      ("a.jpg", [0xFF, 0xD8, 0xFF]), ("a b.JPEG", [0xFF, 0xD8, 0xFF]),
    ] as [(String, [UInt8])])
  func theEndingChoosesTheFormat(name: String, magic: [UInt8]) throws {
    let path = "\(folder)/\(name)"
    let file = try PictureDestination(picture: path)
    try PictureWriter.write(picture, to: file, replacing: false)
    #expect(try WholeFile.read(path).starts(with: magic))
  }

  @Test(arguments: ["a.gif", "a.webp", "png", "a.png.txt", ""])
  func otherEndingsAreRefusedByName(name: String) {
    let path = "\(folder)/\(name)"
    let refusal = PictureWritingError.unknownEnding(path: path, known: [".png", ".jpg", ".jpeg"])
    #expect(throws: refusal) { try PictureDestination(picture: path) }
    #expect(throws: refusal) { try PictureWriter.write(picture, to: path, replacing: true) }
    #expect(refusal.description.hasPrefix(path))
  }

  @Test(
    "what no file of its format holds is refused by its size, and what is at the limit is written",
    arguments: [("a.jpg", 65_500), ("a.JPEG", 65_500), ("a.png", 1_000_000)])
  func largest(name: String, side: Int) throws {
    let path = "\(folder)/\(name)"
    for (width, height) in [(side, 1), (1, side)] {
      try PictureDestination(picture: path).check(width: width, height: height)
      let picture = Picture(
        width: width, height: height, channels: 1, pixels: [UInt8](repeating: 9, count: side))
      try PictureWriter.write(picture, to: path, replacing: true)
    }
    for (width, height) in [(side + 1, 1), (1, side + 1)] {
      let error = PictureWritingError.tooLarge(
        path: path, width: width, height: height, limit: side)
      #expect(throws: error) {
        try PictureDestination(picture: path).check(width: width, height: height)
      }
      let picture = Picture(
        width: width, height: height, channels: 1, pixels: [UInt8](repeating: 9, count: side + 1))
      #expect(throws: PictureWritingError.self) {
        try PictureWriter.write(picture, to: path, replacing: true)
      }
    }
  }

  #if canImport(Glibc)
    /// libjpeg has taken 4 kB by then: kept a thousand times, that would be 4 MB.
    @Test("a picture that is refused leaves no memory behind")
    func refused() async {
      await #expect(processExitsWith: .success) {
        let wide = Picture(
          width: 65_501, height: 1, channels: 1, pixels: [UInt8](repeating: 9, count: 65_501))
        func isRefused() -> Bool { (try? JPEGEncoder.encode(wide)) == nil }
        #expect(isRefused())
        let before = HeapUse.bytes
        for _ in 0..<1000 { _ = isRefused() }
        #expect(HeapUse.bytes - before < 1 << 20)
      }
    }
  #endif

  @Test func aFileThatIsThereIsKeptUnlessReplacing() throws {
    let path = "\(folder)/once.png"
    try WholeFile.write([1, 2, 3].span, to: path, replacing: false)
    #expect(throws: FileError.exists(path: path)) {
      try PictureWriter.write(picture, to: path, replacing: false)
    }
    #expect(try WholeFile.read(path) == [1, 2, 3])
    try PictureWriter.write(picture, to: path, replacing: true)
    #expect(try WholeFile.read(path) == PNGEncoder.encode(picture))
  }
}
