import CJPEGBridge

/// JPEG data to pixels, through libjpeg.
enum JPEGDecoder {
  /// The picture as stored, each side divided by `reduction` (1, 2, 4 or 8) and rounded up.
  static func decode(
    _ bytes: Span<UInt8>, _ header: JPEGHeader, _ reduction: Int, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    // A block of 8x8 pixels takes at least one bit in Huffman coding, however many scans there
    // are: fewer bytes than that cannot hold the picture, and need no memory to find out.
    let blocks = ((header.width + 7) / 8) * ((header.height + 7) / 8)
    guard header.isArithmetic || options.acceptTruncated || blocks / 8 <= bytes.count else {
      throw .truncated(.jpeg)
    }
    let (width, height) = (header.width(at: reduction), header.height(at: reduction))
    let count = width * height * header.components
    var request = unsafe jpeg_request()
    unsafe request.width = Int32(width)
    unsafe request.height = Int32(height)
    unsafe request.components = Int32(header.components)
    unsafe request.reduction = Int32(reduction)
    unsafe request.accept_truncated = options.acceptTruncated
    // What its rows and tables take comes to a few megabytes.
    unsafe request.memory_limit = header.coefficientBytes + 64 << 20
    var outcome = JPEG_WHOLE
    var message = ""
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe bytes.withUnsafeBufferPointer { file in
        unsafe request.bytes = file.baseAddress
        unsafe request.count = file.count
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(JPEG_MESSAGE_SIZE)) {
          outcome = unsafe jpeg_read(&request, buffer.baseAddress, $0.baseAddress)
          if outcome == JPEG_BROKEN, let text = $0.baseAddress {
            message = unsafe String(cString: text)
          }
        }
      }
      filled = outcome == JPEG_WHOLE ? count : 0
    }
    switch outcome {
    case JPEG_WHOLE: break
    case JPEG_TRUNCATED: throw .truncated(.jpeg)
    default: throw .broken(.jpeg, message)
    }
    if header.components < 4 {
      return Picture(width: width, height: height, channels: header.components, pixels: samples)
    }
    let rgb = Self.rgb(ofInks: samples, inverted: header.hasInvertedInks)
    return Picture(width: width, height: height, channels: 3, pixels: rgb)
  }

  /// red = (255 - cyan)(255 - black) / 255 and so on, rounded; where inks are stored inverted, a
  /// stored value is 255 - ink already.
  private static func rgb(ofInks samples: [UInt8], inverted: Bool) -> [UInt8] {
    let flip: UInt8 = inverted ? 0 : 255
    return [UInt8](capacity: samples.count / 4 * 3) { result in
      for pixel in stride(from: 0, to: samples.count, by: 4) {
        let black = UInt32(samples[pixel + 3] ^ flip)
        for channel in 0..<3 {
          let light = UInt32(samples[pixel + channel] ^ flip)
          result.append(UInt8((light * black + 127) / 255))
        }
      }
    }
  }
}
