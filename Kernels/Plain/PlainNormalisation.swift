import KernelContract

extension PlainKernels: NormalisationKernels {
  package func normaliseActivate(
    _ layout: ImageLayout, images: Int, groups: Int, epsilon: Float, _ activation: Activation,
    x: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    statistics: inout MutableSpan<Float>, y: inout MutableSpan<Float>, yBorder: Int
  ) {
    layout.checkImages(images, x: x.count, bordered: y.count, border: yBorder)
    layout.checkGroups(
      images, groups: groups, gamma: gamma.count, beta: beta.count, statistics: statistics.count)
    let output = layout.with(border: yBorder)
    let size = layout.channels / groups
    let count = Double(layout.height * layout.width * size)
    for n in 0..<images {
      for group in 0..<groups {
        let channels = group * size..<(group + 1) * size
        var sum = 0.0
        layout.forEachPixel { row, column in
          let pixel = layout.offset(n, row, column)
          for c in channels { sum += Double(x[pixel + c]) }
        }
        let mean = sum / count
        var squares = 0.0
        layout.forEachPixel { row, column in
          let pixel = layout.offset(n, row, column)
          for c in channels {
            let distance = Double(x[pixel + c]) - mean
            squares += distance * distance
          }
        }
        let factor = 1 / (squares / count + Double(epsilon)).squareRoot()
        statistics[(n * groups + group) * 2] = Float(mean)
        statistics[(n * groups + group) * 2 + 1] = Float(factor)
        for row in 0..<layout.height {
          for column in 0..<layout.width {
            let pixel = layout.offset(n, row, column)
            let target = output.offset(n, row, column)
            for c in channels {
              let normal = (Double(x[pixel + c]) - mean) * factor
              y[target + c] = Float(
                value(activation, Double(gamma[c]) * normal + Double(beta[c])))
            }
          }
        }
      }
    }
  }

  /// With h = (x - mean) factor and u = gamma h + beta, du = activation'(u) dy, sums and averages
  /// over a group:
  ///
  ///     d gamma[c] = sum of du h        d beta[c] = sum of du
  ///     dx = factor (gamma du - average(gamma du) - h average(gamma du h))
  package func normaliseActivateGradient(
    _ layout: ImageLayout, images: Int, groups: Int, _ activation: Activation,
    x: Span<Float>, statistics: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int,
    parameterGradient: inout MutableSpan<Float>
  ) {
    layout.checkImages(
      images, x: x.count, plain: dy.count, bordered: dx.count, border: dxBorder)
    layout.checkGroups(
      images, groups: groups, gamma: gamma.count, beta: beta.count, statistics: statistics.count,
      parameterGradient: parameterGradient.count)
    let input = layout.with(border: 0)
    let output = layout.with(border: dxBorder)
    let size = layout.channels / groups
    let count = Double(layout.height * layout.width * size)
    for n in 0..<images {
      for group in 0..<groups {
        let mean = Double(statistics[(n * groups + group) * 2])
        let factor = Double(statistics[(n * groups + group) * 2 + 1])

        func normalAndSlope(_ row: Int, _ column: Int, _ c: Int) -> (h: Double, du: Double) {
          let h = (Double(x[layout.offset(n, row, column) + c]) - mean) * factor
          let u = Double(gamma[c]) * h + Double(beta[c])
          return (h, slope(activation, u) * Double(dy[input.offset(n, row, column) + c]))
        }

        var average = 0.0
        var averageWithNormal = 0.0
        for c in group * size..<(group + 1) * size {
          var dGamma = 0.0
          var dBeta = 0.0
          layout.forEachPixel { row, column in
            let (h, du) = normalAndSlope(row, column, c)
            dGamma += du * h
            dBeta += du
          }
          parameterGradient[2 * n * layout.channels + c] = Float(dGamma)
          parameterGradient[(2 * n + 1) * layout.channels + c] = Float(dBeta)
          average += Double(gamma[c]) * dBeta / count
          averageWithNormal += Double(gamma[c]) * dGamma / count
        }
        for c in group * size..<(group + 1) * size {
          for row in 0..<layout.height {
            for column in 0..<layout.width {
              let (h, du) = normalAndSlope(row, column, c)
              dx[output.offset(n, row, column) + c] = Float(
                factor * (Double(gamma[c]) * du - average - h * averageWithNormal))
            }
          }
        }
      }
    }
  }
}

extension ImageLayout {
  fileprivate func forEachPixel(_ body: (_ row: Int, _ column: Int) -> Void) {
    for row in 0..<height {
      for column in 0..<width { body(row, column) }
    }
  }
}
