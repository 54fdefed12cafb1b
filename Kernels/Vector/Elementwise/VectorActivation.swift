import KernelContract

extension VectorKernels {
  @inline(never)
  package func activate(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, y: inout MutableSpan<Float>, yBorder: Int
  ) {
    layout.checkImages(images, x: x.count, bordered: y.count, border: yBorder)
    guard let source = unsafe x.address, let target = unsafe y.address else { return }
    unsafe ActivateLoop(
      images: images, input: layout, x: source, output: layout.with(border: yBorder), y: target
    ).run(with: activation)
  }

  @inline(never)
  package func activateGradient(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int
  ) {
    layout.checkImages(
      images, x: x.count, plain: dy.count, bordered: dx.count, border: dxBorder)
    guard let source = unsafe x.address, let through = unsafe dy.address,
      let target = unsafe dx.address
    else { return }
    unsafe ActivateGradientLoop(
      images: images, input: layout, x: source, dy: through,
      output: layout.with(border: dxBorder), dx: target
    ).run(with: activation)
  }

  @inline(never)
  package func add(_ x: Span<Float>, to y: inout MutableSpan<Float>) {
    checkSameCount(x.count, y.count)
    guard let source = unsafe x.address, let target = unsafe y.address else { return }
    forEachVector(x.count) { i, count in
      unsafe (Lanes.load(source + i, first: count) + .load(target + i, first: count))
        .store(to: target + i, first: count)
    }
  }
}

@safe private struct ActivateLoop: ActivationLoop {
  let images: Int
  let input: ImageLayout
  let x: UnsafePointer<Float>
  let output: ImageLayout
  let y: UnsafeMutablePointer<Float>

  @inline(__always)
  func run(_ activation: some LaneActivation) {
    for n in 0..<images {
      for row in 0..<input.height {
        let x = unsafe x + input.offset(n, row, 0)
        let y = unsafe y + output.offset(n, row, 0)
        forEachVector(input.width * input.channels) { i, count in
          unsafe activation.value(.load(x + i, first: count)).store(to: y + i, first: count)
        }
      }
    }
  }
}

@safe private struct ActivateGradientLoop: ActivationLoop {
  let images: Int
  let input: ImageLayout
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let output: ImageLayout
  let dx: UnsafeMutablePointer<Float>

  @inline(__always)
  func run(_ activation: some LaneActivation) {
    let run = input.width * input.channels
    for n in 0..<images {
      for row in 0..<input.height {
        let x = unsafe x + input.offset(n, row, 0)
        let dy = unsafe dy + (n * input.height + row) * run
        let dx = unsafe dx + output.offset(n, row, 0)
        forEachVector(run) { i, count in
          unsafe (activation.slope(.load(x + i, first: count)) * .load(dy + i, first: count))
            .store(to: dx + i, first: count)
        }
      }
    }
  }
}
