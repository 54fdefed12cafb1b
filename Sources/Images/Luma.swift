/// Rec. 601 luma: (19595 red + 38470 green + 7471 blue + 32768) / 65536, of encoded values.
///
/// The factors are 0.299, 0.587 and 0.114 in units of 2^-16. They add up to 2^16, so a colour whose
/// three values are equal keeps that value.
enum Luma {
  static func of(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum = 19595 &* UInt32(red) &+ 38470 &* UInt32(green) &+ 7471 &* UInt32(blue)
    return UInt8(truncatingIfNeeded: (sum &+ 32768) &>> 16)
  }
}

extension Color {
  var luma: UInt8 { Luma.of(red, green, blue) }
}

extension Picture {
  /// The same picture in `count` channels: RGB to grey by luma, grey to RGB by repeating the value.
  package consuming func converted(toChannels count: Int) -> Picture {
    let pixelCount = width * height
    switch (channels, count) {
    case (3, 1):
      let grey = [UInt8](capacity: pixelCount) { result in
        for i in 0..<pixelCount {
          result.append(Luma.of(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]))
        }
      }
      return Picture(width: width, height: height, channels: 1, pixels: grey)
    case (1, 3):
      let rgb = [UInt8](capacity: pixelCount * 3) { result in
        for value in pixels { result.append(repeating: value, count: 3) }
      }
      return Picture(width: width, height: height, channels: 3, pixels: rgb)
    default:
      precondition(channels == count, "a picture has 1 or 3 channels")
      return self
    }
  }
}
