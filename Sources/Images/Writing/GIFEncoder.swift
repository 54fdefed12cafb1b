/// Frames of one size and one number of channels to a GIF (version 89a) that repeats for ever.
///
/// All frames share one table of colours, so that what does not change does not flicker.
enum GIFEncoder {
  static func encode(
    _ frames: [Picture], seconds: Double
  ) throws(PictureWritingError) -> [UInt8] {
    precondition(!frames.isEmpty, "an animation of nothing")
    let limit = OutputFormat.gif.longestSide
    guard max(frames[0].width, frames[0].height) <= limit else {
      throw .encoder(format: "GIF", reason: "no side of one may have more than \(limit) pixels")
    }
    let colors = ColorTable(of: frames)
    let size = littleEndian(frames[0].width) + littleEndian(frames[0].height)
    // Hundredths of a second; viewers slow down what is faster than two of them.
    let delay = littleEndian(Int(max(2, min(6000, (seconds * 100).rounded()))))

    var file = Array("GIF89a".utf8) + size
    file += [0xF0 | UInt8(colors.bits - 1), 0, 0]  // a table of 2^bits colours, 8 bits each
    file += colors.bytes
    file += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]  // repeat for ever
    for frame in frames {
      precondition(
        frame.width == frames[0].width && frame.height == frames[0].height,
        "frames of different sizes")
      file += [0x21, 0xF9, 4, 0x04] + delay + [0, 0]  // shown so long, then left where it is
      file += [0x2C, 0, 0, 0, 0] + size + [0]  // the whole picture in the shared colours
      let width = max(2, colors.bits)
      file.append(UInt8(width))
      file += blocks(LZW.compress(colors.indices(of: frame), symbolBits: width))
    }
    file.append(0x3B)
    return file
  }

  /// Data in blocks of at most 255 bytes, each behind its length; an empty one ends them.
  private static func blocks(_ data: [UInt8]) -> [UInt8] {
    stride(from: 0, to: data.count, by: 255).flatMap { start in
      let block = data[start..<min(start + 255, data.count)]
      return [UInt8(block.count)] + block
    } + [0]
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)]
  }
}
