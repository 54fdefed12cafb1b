/// Numbers of a model, as bytes of a picture.
package enum Pixels {
  /// round(255 * clamp(x, 0, 1)), halves upwards; what is not a number is black.
  package static func byte(_ x: Float) -> UInt8 {
    x > 0 ? UInt8((min(x, 1) * 255).rounded()) : 0
  }

  /// The picture in `values` (height, width, channels), channels 1 or 3.
  package static func picture(
    _ values: Span<Float>, width: Int, height: Int, channels: Int
  ) -> Picture {
    precondition(values.count == width * height * channels, "values do not fill the picture")
    var pixels = [UInt8](repeating: 0, count: values.count)
    for i in values.indices { pixels[i] = byte(values[i]) }
    return Picture(width: width, height: height, channels: channels, pixels: pixels)
  }
}
