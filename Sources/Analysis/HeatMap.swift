import Images

/// Where two pictures differ, as a picture: black, red, yellow, white from no difference to the
/// largest possible.
package enum HeatMap {
  /// The mean over the channels of |a - b|, times four, since reconstructions are seldom further off.
  package static func picture(
    _ a: Span<Float>, _ b: Span<Float>, width: Int, height: Int, channels: Int
  ) -> Picture {
    precondition(
      a.count == width * height * channels && b.count == a.count, "pictures of two sizes")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * height)
    for place in 0..<width * height {
      var sum: Float = 0
      for i in place * channels..<(place + 1) * channels { sum += abs(a[i] - b[i]) }
      let heat = min(4 * sum / Float(channels), 1) * 3
      for channel in 0..<3 { pixels.append(Pixels.byte(heat - Float(channel))) }
    }
    return Picture(width: width, height: height, channels: 3, pixels: pixels)
  }
}
