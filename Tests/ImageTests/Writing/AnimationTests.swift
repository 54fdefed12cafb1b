import Files
import Foundation
import Images
import SamplePictures
import Testing

@Suite("Animations show their frames")
final class AnimationTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "moving-\(UUID())").path

  init() throws { try Folder.make(folder) }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func written(_ frames: [Picture], _ name: String) throws -> [UInt8] {
    let path = Path.join(folder, name)
    try Animation.write(
      frames, seconds: 0.08, to: PictureDestination(animation: path), replacing: false)
    return try WholeFile.read(path)
  }

  /// One colour, few, exactly 256, noise of 256 greys (which fills the table of strings), and
  /// sizes about the widths of codes.
  @Test(arguments: [(1, 1), (2, 2), (3, 5), (16, 16), (61, 67), (200, 150)])
  func aGIFOfFewColoursIsExact(width: Int, height: Int) throws {
    let count = width * height
    let grey = Picture(width: width, height: height, channels: 1, pixels: noise(count))
    let flat = Picture(
      width: width, height: height, channels: 3,
      pixels: (0..<count).flatMap { _ -> [UInt8] in [200, 10, 30] })
    let striped = Picture(
      width: width, height: height, channels: 3,
      pixels: (0..<count).flatMap { i -> [UInt8] in [UInt8(i % 7 * 30), 80, UInt8(i % 5)] })
    for frames in [[grey], [flat, striped, flat], [grey, grey]] {
      let name = "\(frames.count)-\(frames[0].channels).gif"
      let gif = try #require(GIFReading(try written(frames, name)), "\(name)")
      #expect(gif.width == width && gif.height == height && gif.repeatsForever)
      #expect(gif.delays == frames.map { _ in 8 })
      #expect(gif.frames == frames.map { $0.converted(toChannels: 3).pixels }, "\(name)")
    }
  }

  @Test func aGIFOfManyColoursIsClose() throws {
    let frames = (0..<4).map { Face(seed: 0, index: $0).picture(width: 96, height: 96) }
    let gif = try #require(GIFReading(try written(frames, "faces.gif")))
    #expect(gif.table.count == 256 && gif.frames.count == 4)
    for (shown, frame) in zip(gif.frames, frames) {
      let differences = zip(shown, frame.pixels).map { abs(Int($0) - Int($1)) }
      let mean = Double(differences.reduce(0, +)) / Double(differences.count)
      // The dither alone moves a value by 3 levels in the mean.
      #expect(mean < 5, "\(mean) levels")
      // Dithering keeps the mean colour.
      for channel in 0..<3 {
        let values = { (pixels: [UInt8]) in
          stride(from: channel, to: pixels.count, by: 3).reduce(0) { $0 + Int(pixels[$1]) }
        }
        let shift = Double(values(shown) - values(frame.pixels)) / (96 * 96)
        #expect(abs(shift) < 1, "channel \(channel) shifts by \(shift)")
      }
    }
  }

  @Test(arguments: ["a.png", "a.apng"])
  func aPNGKeepsEveryPixelOfEveryFrame(name: String) throws {
    let frames = (0..<3).map {
      Picture(
        width: 40, height: 30, channels: 3,
        pixels: noise(3600 - $0)
          + noise($0))
    }
    let chunks = PNGChunk.split(try written(frames, name))
    #expect(chunks[0].type == "IHDR" && chunks.last?.type == "IEND")
    let control = try #require(chunks.first { $0.type == "acTL" })
    #expect(control.data == [0, 0, 0, 3, 0, 0, 0, 0])
    // Put together each frame as a still picture of its own.
    var numbers: [UInt32] = []
    var data: [[PNGChunk]] = []
    for chunk in chunks {
      let number = chunk.data.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      switch chunk.type {
      case "fcTL":
        numbers.append(number)
        data.append([])
        #expect(
          chunk.data.dropFirst(4) == [0, 0, 0, 40, 0, 0, 0, 30]
            + [0, 0, 0, 0, 0, 0, 0, 0] + [0, 80, 3, 232, 0, 0])
      case "fdAT":
        numbers.append(number)
        data[data.count - 1].append(PNGChunk(type: "IDAT", data: Array(chunk.data.dropFirst(4))))
      case "IDAT": data[data.count - 1].append(chunk)
      default: break
      }
    }
    #expect(numbers == Array(0..<UInt32(numbers.count)))
    try #require(data.count == 3)
    for (frame, data) in zip(frames, data) {
      let still = PNGChunk.join([chunks[0]] + data + [PNGChunk(type: "IEND", data: [])])
      #expect(decodedByLibpng(still, channels: 3)?.pixels == frame.pixels)
    }
  }

  /// Sides are stored in 16 bits.
  @Test func aGIFTooWideIsRefused() throws {
    let frame = Picture(
      width: 65536, height: 1, channels: 1, pixels: [UInt8](repeating: 7, count: 65536))
    let error = #expect(throws: PictureWritingError.self) { try written([frame], "a.gif") }
    #expect(error?.description.contains("65535") == true)
  }

  @Test func otherEndingsAreRefusedByName() {
    #expect(
      throws: PictureWritingError.unknownEnding(
        path: "a.mp4", known: [".gif", ".png", ".apng"])
    ) { try PictureDestination(animation: "a.mp4") }
  }
}

extension PNGChunk {
  /// The chunks of a file that is whole.
  fileprivate static func split(_ file: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      chunks.append(PNGChunk(type: type, data: Array(rest.dropFirst(8).prefix(length))))
      rest = rest.dropFirst(12 + length)
    }
    return chunks
  }
}
