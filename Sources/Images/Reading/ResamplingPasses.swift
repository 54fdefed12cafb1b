/// The two passes of resizing, one over the pixels of a row and one over the rows, in plain Float:
/// every sum is taken in one fixed order, so a picture comes out the same on every machine.
///
/// Between them a row stands as one plane per channel, each `target` values long; the rows that the
/// second pass still needs are kept in a ring, row r of the source in slot r mod taps.
struct ResamplingPasses {
  let across: Resampling
  let down: Resampling
  let channels: Int

  /// Resizes the part of `picture` whose top left corner is x, y to the part of `result`, a picture
  /// `resultWidth` wide, whose top left corner is resultX, resultY.
  func resize(
    _ picture: borrowing Picture, x: Int, y: Int,
    to result: inout [UInt8], resultWidth: Int, resultX: Int, resultY: Int
  ) {
    // In whole vectors.
    let rowCount = (channels * across.target + 15) / 16 * 16
    // With the zeros that weights of zero may look at.
    var plane = [Float](repeating: 0, count: across.count + 4)
    var ring = [Float](repeating: 0, count: rowCount * down.taps)
    var row = [Float](repeating: 0, count: rowCount)
    var rowsTaken = 0
    for target in 0..<down.target {
      let start = down.starts[target]
      while rowsTaken < start + down.taps {
        let offset = ((y + rowsTaken) * picture.width + x) * channels
        let slot = rowsTaken % down.taps * rowCount
        for channel in 0..<channels {
          let source = picture.pixels.span
            .extracting(offset + channel..<offset + across.count * channels)
          widen(source, to: &plane)
          let first = slot + channel * across.target
          sumAcross(plane.span, to: &ring, first..<first + across.target)
        }
        rowsTaken += 1
      }
      sumDown(ring.span, target, to: &row)
      let first = ((resultY + target) * resultWidth + resultX) * channels
      let end = first + across.target * channels
      for channel in 0..<channels {
        let values = row.span.extracting(channel * across.target..<(channel + 1) * across.target)
        place(values, to: &result, first + channel..<end)
      }
    }
  }

  // The loops that the time goes into. Each measures its spans out once, and then indexes them
  // unchecked.

  /// plane[i] = source[i * channels].
  private func widen(_ source: Span<UInt8>, to plane: inout [Float]) {
    var plane = plane.mutableSpan
    precondition(source.count > (across.count - 1) * channels && plane.count >= across.count)
    for i in 0..<across.count {
      unsafe plane[unchecked: i] = Float(source[unchecked: i &* channels])
    }
  }

  /// ring[part][i] = sum over t of across weight[i][t] * plane[start[i] + t].
  private func sumAcross(_ plane: Span<Float>, to ring: inout [Float], _ part: Range<Int>) {
    let starts = across.starts.span
    let weights = unsafe across.weights.span.bytes
    var ring = ring.mutableSpan
    precondition(part.upperBound <= ring.count && part.count == across.target)
    for i in 0..<part.count {
      let first = starts[i]
      var (weight, value) = (4 &* i &* across.stride, 4 &* first)
      var sum = SIMD4<Float>.zero
      for _ in 0..<across.stride / 4 {
        unsafe sum +=
          weights.unsafeLoadUnaligned(fromUncheckedByteOffset: weight, as: SIMD4<Float>.self)
          * plane.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: value, as: SIMD4<Float>.self)
        weight &+= 16
        value &+= 16
      }
      let pair = sum.lowHalf + sum.highHalf
      unsafe ring[unchecked: part.lowerBound &+ i] = pair[0] + pair[1]
    }
  }

  /// row[i] = 2^23 + sum over t of down weight[target][t] * ring[(start[target] + t) mod taps][i],
  /// the sum within 0...255. A sum with 2^23 has no bits for fractions: it is rounded, and the
  /// byte stands in its last bits.
  private func sumDown(_ ring: Span<Float>, _ target: Int, to row: inout [Float]) {
    let weights = down.weights.span.extracting(target * down.stride..<(target + 1) * down.stride)
    let firstSlot = down.starts[target] % down.taps
    var row = row.mutableSpan
    precondition(ring.count == down.taps * row.count && row.count % 16 == 0)
    for i in stride(from: 0, to: row.count, by: 16) {
      var sum = SIMD16<Float>.zero
      var slot = firstSlot
      for t in 0..<down.taps {
        unsafe sum +=
          weights[unchecked: t]
          * ring.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: 4 &* (slot &* row.count &+ i), as: SIMD16<Float>.self)
        slot = slot &+ 1 == down.taps ? 0 : slot &+ 1
      }
      sum.replace(with: 0, where: sum .< 0)
      sum.replace(with: 255, where: sum .> 255)
      sum += 8_388_608
      for lane in 0..<16 { unsafe row[unchecked: i &+ lane] = sum[lane] }
    }
  }

  /// result[part] at every `channels`-th place = the bytes of `values`.
  private func place(_ values: Span<Float>, to result: inout [UInt8], _ part: Range<Int>) {
    var result = result.mutableSpan
    precondition(part.upperBound <= result.count && (values.count - 1) * channels < part.count)
    for i in 0..<values.count {
      unsafe result[unchecked: part.lowerBound &+ i &* channels] =
        UInt8(truncatingIfNeeded: values[unchecked: i].bitPattern)
    }
  }
}
