import CLibrary

/// Interlaced pictures of 16 bits, which libpng's simplified interface gets wrong in 8 bits: since
/// the mending of an overflow in 2025 its rows mix up the passes (libpng issue 853). In 16-bit
/// linear light it gets them right, so the file is given to it as one that is linear already. What
/// comes out are the stored values, and their gamma is applied here.
extension PNGDecoder {
  static func interlaced16(
    _ bytes: Span<UInt8>, _ header: PNGHeader
  ) throws(PictureError) -> Samples<UInt8> {
    let chunks = PNGChunks(bytes, keeping: ["tRNS"])
    let linear: [UInt8] = [
      0, 0, 0, 4, 0x67, 0x41, 0x4D, 0x41, 0x00, 0x01, 0x86, 0xA0, 0x31, 0xE8, 0x96, 0x5F,
    ]
    let stream = chunks.gathered(from: bytes, inserting: linear)
    let stored: Samples<UInt16> = try unpack(stream.span, header)
    let encode = encoding(ofGamma: header.chunks.gamma)
    let perPixel = stored.colors + (stored.hasAlpha ? 1 : 0)
    let values = [UInt8](capacity: stored.values.count) { result in
      for pixel in stride(from: 0, to: stored.values.count, by: perPixel) {
        let alpha = stored.hasAlpha ? Int(stored.values[pixel + stored.colors]) : 65535
        for color in 0..<stored.colors {
          // libpng multiplied with alpha, and rounded.
          let value =
            alpha == 0 ? 0 : (Int(stored.values[pixel + color]) * 65535 + alpha / 2) / alpha
          result.append(encode[min(value, 65535)])
        }
        if stored.hasAlpha { result.append(UInt8((alpha * 255 + 32767) / 65535)) }
      }
    }
    return Samples(values: values, colors: stored.colors, hasAlpha: stored.hasAlpha)
  }

  /// 255 (v / 65535) ^ (1 / (2.2 gamma)), rounded, for each v; like libpng, nothing is done about a
  /// gamma that is within 5 % of the usual 1 / 2.2.
  private static func encoding(ofGamma gamma: Double?) -> [UInt8] {
    let product = (gamma ?? 1 / 2.2) * 2.2
    let exponent = abs(product - 1) < 0.05 ? 1 : 1 / product
    return (0...65535).map { UInt8((pow(Double($0) / 65535, exponent) * 255).rounded()) }
  }
}
