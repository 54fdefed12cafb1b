import KernelContract

extension PlainKernels {
  package func activate(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, y: inout MutableSpan<Float>, yBorder: Int
  ) {
    layout.checkImages(images, x: x.count, bordered: y.count, border: yBorder)
    let output = layout.with(border: yBorder)
    for n in 0..<images {
      for row in 0..<layout.height {
        let from = layout.offset(n, row, 0)
        let to = output.offset(n, row, 0)
        for i in 0..<layout.width * layout.channels {
          y[to + i] = Float(value(activation, Double(x[from + i])))
        }
      }
    }
  }

  package func activateGradient(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int
  ) {
    layout.checkImages(
      images, x: x.count, plain: dy.count, bordered: dx.count, border: dxBorder)
    let input = layout.with(border: 0)
    let output = layout.with(border: dxBorder)
    for n in 0..<images {
      for row in 0..<layout.height {
        let from = layout.offset(n, row, 0)
        let through = input.offset(n, row, 0)
        let to = output.offset(n, row, 0)
        for i in 0..<layout.width * layout.channels {
          dx[to + i] = Float(slope(activation, Double(x[from + i])) * Double(dy[through + i]))
        }
      }
    }
  }

  package func add(_ x: Span<Float>, to y: inout MutableSpan<Float>) {
    checkSameCount(x.count, y.count)
    for i in x.indices { y[i] += x[i] }
  }
}
