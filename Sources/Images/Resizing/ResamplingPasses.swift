/// The two passes of resizing, first down the columns and then across the rows, in plain Float:
/// every sum is taken in one fixed order, so a picture comes out the same on every machine.
///
/// A vector holds sixteen rows of the target at one place. Of such a band of rows:
///
///     strip[row][i]    = value first + i of a row of the source; i < 64
///     band[value][row] = sum over t of down weight[row][t] * strip[start[row] + t][value - first]
///     result[row][x]   = sum over t of across weight[x][t] * band[start[x] + t][row]
///
/// where a value is one channel of one pixel, and neighbouring pixels lie `channels` values apart.
struct ResamplingPasses {
  let across: Resampling
  let down: Resampling
  let channels: Int

  /// Values of a row that the first pass takes at a time: few, so that all rows of a strip stay near.
  private static let stripWidth = 64
  private static let lanes = 16

  /// Resizes the part of `picture` whose top left corner is x, y to the part of `result`, a picture
  /// `resultWidth` wide, whose top left corner is resultX, resultY. `strip` and `band` are memory to
  /// work in, for the next picture too.
  func resize(
    _ picture: borrowing Picture, x: Int, y: Int,
    to result: inout [UInt8], resultWidth: Int, resultX: Int, resultY: Int,
    strip: inout [Float], band: inout [Float]
  ) {
    let values = across.count * channels
    let bandCount = (values + Self.stripWidth - 1) / Self.stripWidth * Self.stripWidth * Self.lanes
    if band.count < bandCount { band = [Float](repeating: 0, count: bandCount) }
    for first in stride(from: 0, to: down.target, by: Self.lanes) {
      let rows = first..<min(first + Self.lanes, down.target)
      let sources = down.starts[first]..<down.starts[rows.upperBound - 1] + down.taps
      let stripCount = sources.count * Self.stripWidth
      if strip.count < stripCount { strip = [Float](repeating: 0, count: stripCount) }
      for value in stride(from: 0, to: values, by: Self.stripWidth) {
        let width = min(Self.stripWidth, values - value)
        for row in sources {
          let offset = ((y + row) * picture.width + x) * channels + value
          let source = picture.pixels.span.extracting(offset..<offset + width)
          widen(source, to: &strip, (row - sources.lowerBound) * Self.stripWidth)
        }
        sumDown(strip.span, rows, to: &band, value)
      }
      let corner = ((resultY + first) * resultWidth + resultX) * channels
      sumAcross(band.span, rows.count, to: &result, corner, pitch: resultWidth * channels)
    }
  }

  // The loops that the time goes into. Each measures its spans out once, and then indexes them
  // unchecked.

  /// strip[first + i] = source[i].
  private func widen(_ source: Span<UInt8>, to strip: inout [Float], _ first: Int) {
    var strip = strip.mutableSpan
    precondition(first + source.count <= strip.count)
    for i in 0..<source.count { unsafe strip[unchecked: first &+ i] = Float(source[unchecked: i]) }
  }

  /// What the strip gives of the band of these rows, from `value` on.
  private func sumDown(
    _ strip: Span<Float>, _ rows: Range<Int>, to band: inout [Float], _ value: Int
  ) {
    let weights = down.weights.span
    let top = down.starts[rows.lowerBound]
    var band = band.mutableSpan
    precondition((value + Self.stripWidth) * Self.lanes <= band.count)
    for row in rows {
      let start = (down.starts[row] - top) * Self.stripWidth
      precondition(start + down.taps * Self.stripWidth <= strip.count)
      for i in stride(from: 0, to: Self.stripWidth, by: 16) {
        var sum = SIMD16<Float>.zero
        var place = 4 &* (start &+ i)
        for weight in row &* down.taps..<(row &+ 1) &* down.taps {
          unsafe sum +=
            weights[unchecked: weight]
            * strip.bytes.unsafeLoadUnaligned(
              fromUncheckedByteOffset: place, as: SIMD16<Float>.self)
          place &+= 4 &* Self.stripWidth
        }
        let first = (value &+ i) &* Self.lanes &+ (row &- rows.lowerBound)
        for lane in 0..<16 { unsafe band[unchecked: first &+ lane &* Self.lanes] = sum[lane] }
      }
    }
  }

  /// result[corner + row * pitch + value] = the sums of `rows` rows, rounded and within 0...255.
  private func sumAcross(
    _ band: Span<Float>, _ rows: Int, to result: inout [UInt8], _ corner: Int, pitch: Int
  ) {
    let weights = across.weights.span
    var result = result.mutableSpan
    precondition(corner + (rows - 1) * pitch + across.target * channels <= result.count)
    for x in 0..<across.target {
      precondition((across.starts[x] + across.taps) * channels * Self.lanes <= band.count)
      for channel in 0..<channels {
        var sum = SIMD16<Float>.zero
        var place = 4 &* Self.lanes &* (across.starts[x] &* channels &+ channel)
        for weight in x &* across.taps..<(x &+ 1) &* across.taps {
          unsafe sum +=
            weights[unchecked: weight]
            * band.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: SIMD16<Float>.self)
          place &+= 4 &* Self.lanes &* channels
        }
        sum.replace(with: 0, where: sum .< 0)
        sum.replace(with: 255, where: sum .> 255)
        // With 2^23 it has no bits for fractions: it is rounded, the byte in its last bits.
        sum += 8_388_608
        unsafe withUnsafeBytes(of: sum) { sum in
          for row in 0..<rows {
            unsafe result[unchecked: corner &+ row &* pitch &+ x &* channels &+ channel] =
              UInt8(truncatingIfNeeded: sum.load(fromByteOffset: 4 &* row, as: UInt32.self))
          }
        }
      }
    }
  }
}
