/// Frames of one size and one number of channels to a PNG that moves.
///
///     IHDR, colour chunks | acTL | fcTL, IDAT … of frame 0 | fcTL, fdAT … of each other frame | IEND
///
/// fdAT is IDAT behind a number; fcTL and fdAT are numbered together.
enum APNGEncoder {
  static func encode(
    _ frames: [Picture], seconds: Double
  ) throws(PictureWritingError) -> [UInt8] {
    precondition(!frames.isEmpty, "an animation of nothing")
    var chunks: [PNGChunk] = []
    var number: UInt32 = 0
    func nextNumber() -> [UInt8] {
      defer { number += 1 }
      return PNGChunk.bigEndian(number)
    }

    for (i, frame) in frames.enumerated() {
      precondition(
        frame.width == frames[0].width && frame.height == frames[0].height
          && frame.channels == frames[0].channels, "frames of different kinds")
      let still = try PNGEncoder.chunks(
        of: frame.pixels, width: frame.width, height: frame.height, channels: frame.channels)
      if i == 0 {
        chunks += still.prefix { $0.type != "IDAT" }
        // The number of frames, and of rounds: 0 for ever.
        let control = PNGChunk.bigEndian(UInt32(frames.count)) + PNGChunk.bigEndian(UInt32(0))
        chunks.append(PNGChunk(type: "acTL", data: control))
      }
      chunks.append(control(of: frame, seconds, number: nextNumber()))
      for data in still where data.type == "IDAT" {
        chunks.append(i == 0 ? data : PNGChunk(type: "fdAT", data: nextNumber() + data.data))
      }
    }
    return PNGChunk.join(chunks + [PNGChunk(type: "IEND", data: [])])
  }

  /// fcTL: the whole picture at 0, 0, for so many thousandths of a second, replacing the last.
  private static func control(
    of frame: Picture, _ seconds: Double, number: [UInt8]
  ) -> PNGChunk {
    let size =
      PNGChunk.bigEndian(UInt32(frame.width)) + PNGChunk.bigEndian(UInt32(frame.height))
    let milliseconds = UInt16(max(1, min(60_000, (seconds * 1000).rounded())))
    let delay = PNGChunk.bigEndian(milliseconds) + PNGChunk.bigEndian(UInt16(1000))
    let offset = [UInt8](repeating: 0, count: 8)
    return PNGChunk(type: "fcTL", data: number + size + offset + delay + [0, 0])
  }
}
