import CLibrary

/// How alike two pictures of one size are. Pixels are numbers in [0, 1], channels interleaved.
package enum PictureSimilarity {
  /// 10 log10(1 / mean of (a - b)^2) in decibels; infinite for equal pictures, NaN for NaN.
  package static func psnr(_ a: Span<Float>, _ b: Span<Float>) -> Double {
    let error = meanSquaredError(a, b)
    return error == 0 ? .infinity : -10 * log10(error)
  }

  /// The mean of (a - b)^2.
  package static func meanSquaredError(_ a: Span<Float>, _ b: Span<Float>) -> Double {
    precondition(a.count == b.count && !a.isEmpty, "pictures of two sizes")
    var sum = 0.0
    for i in a.indices {
      let difference = Double(a[i]) - Double(b[i])
      sum += difference * difference
    }
    return sum / Double(a.count)
  }

  /// The structural similarity of Wang, Bovik, Sheikh and Simoncelli (2004), mean over the places of an
  /// 11x11 Gaussian window (sigma 1.5) that lie inside the picture, and over the channels:
  ///
  ///     (2 ma mb + C1) (2 cov + C2) / ((ma^2 + mb^2 + C1) (va + vb + C2)),  C1 = 0.01^2, C2 = 0.03^2
  ///
  /// A picture narrower or lower than the window gets one that fits it.
  package static func ssim(
    _ a: Span<Float>, _ b: Span<Float>, width: Int, height: Int, channels: Int
  ) -> Double {
    precondition(
      a.count == width * height * channels && b.count == a.count, "pictures of two sizes")
    var sum = 0.0
    for channel in 0..<channels {
      let x = Plane(a, channel, width: width, height: height, channels: channels)
      let y = Plane(b, channel, width: width, height: height, channels: channels)
      sum += ssim(x, y)
    }
    return sum / Double(channels)
  }

  private static func ssim(_ x: Plane, _ y: Plane) -> Double {
    let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
    let meanX = x.blurred()
    let meanY = y.blurred()
    let squareX = x.times(x).blurred()
    let squareY = y.times(y).blurred()
    let product = x.times(y).blurred()
    var sum = 0.0
    for i in meanX.values.indices {
      let (mx, my) = (meanX.values[i], meanY.values[i])
      let variances = squareX.values[i] - mx * mx + squareY.values[i] - my * my
      let covariance = product.values[i] - mx * my
      sum +=
        (2 * mx * my + c1) * (2 * covariance + c2)
        / ((mx * mx + my * my + c1) * (variances + c2))
    }
    return sum / Double(meanX.values.count)
  }
}

/// One channel of a picture, in Double.
private struct Plane {
  let width: Int
  let height: Int
  var values: [Double]

  init(width: Int, height: Int, values: [Double]) {
    self.width = width
    self.height = height
    self.values = values
  }

  init(_ picture: Span<Float>, _ channel: Int, width: Int, height: Int, channels: Int) {
    var values: [Double] = []
    values.reserveCapacity(width * height)
    for i in stride(from: channel, to: picture.count, by: channels) {
      values.append(Double(picture[i]))
    }
    self.init(width: width, height: height, values: values)
  }

  func times(_ other: Plane) -> Plane {
    let products = values.indices.map { values[$0] * other.values[$0] }
    return Plane(width: width, height: height, values: products)
  }

  /// Gaussian means over the window's places inside the plane: rows first, then columns.
  func blurred() -> Plane { blurredRows().transposed().blurredRows().transposed() }

  private func blurredRows() -> Plane {
    let window = Plane.window(min(11, width))
    let places = width - window.count + 1
    var means: [Double] = []
    means.reserveCapacity(places * height)
    for row in 0..<height {
      for place in 0..<places {
        var sum = 0.0
        for k in window.indices { sum += window[k] * values[row * width + place + k] }
        means.append(sum)
      }
    }
    return Plane(width: places, height: height, values: means)
  }

  private func transposed() -> Plane {
    var turned: [Double] = []
    turned.reserveCapacity(values.count)
    for x in 0..<width {
      for y in 0..<height { turned.append(values[y * width + x]) }
    }
    return Plane(width: height, height: width, values: turned)
  }

  /// `size` weights of a Gaussian with sigma 1.5, their sum 1.
  private static func window(_ size: Int) -> [Double] {
    let weights = (0..<size).map { i in
      let x = Double(i) - Double(size - 1) / 2
      return exp(-x * x / (2 * 1.5 * 1.5))
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
