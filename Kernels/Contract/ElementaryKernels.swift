/// The functions that other kernels are built from, on their own.
package protocol ElementaryKernels: Sendable {
  /// y = f(x) elementwise; the errors in ulps are stated beside each implementation and tested.
  func map(_ function: ElementaryFunction, _ x: Span<Float>, into y: inout MutableSpan<Float>)
}

/// Functions of one number that the kernels are built from.
package enum ElementaryFunction: Sendable, Hashable {
  case exp
  case log
  case log1p
  case sigmoid
  case tanh
  case softplus
}
