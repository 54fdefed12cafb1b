import KernelContract

extension VectorKernels: ElementaryKernels {
  @inline(never)
  package func map(
    _ function: ElementaryFunction, _ x: Span<Float>, into y: inout MutableSpan<Float>
  ) {
    checkSameCount(x.count, y.count)
    guard let source = unsafe x.address, let target = unsafe y.address else { return }
    switch function {
    case .exp: unsafe map(Exp(), source, target, x.count)
    case .log: unsafe map(Log(), source, target, x.count)
    case .log1p: unsafe map(Log1p(), source, target, x.count)
    case .sigmoid: unsafe map(Sigmoid(), source, target, x.count)
    case .tanh: unsafe map(Tanh(), source, target, x.count)
    case .softplus: unsafe map(Softplus(), source, target, x.count)
    }
  }

  @inline(__always)
  private func map(
    _ function: some LaneFunction, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    forEachVector(count) { i, count in
      unsafe function.value(.load(x + i, first: count)).store(to: y + i, first: count)
    }
  }
}
