/// The addresses behind spans: good for as long as the spans' owner is borrowed, which is the whole of
/// a kernel's call and not longer. Nil where the span is empty.
extension Span<Float> {
  @inline(__always)
  var address: UnsafePointer<Float>? {
    isEmpty ? nil : unsafe withUnsafeBufferPointer { $0.baseAddress }
  }
}

extension MutableSpan<Float> {
  @inline(__always)
  var address: UnsafeMutablePointer<Float>? {
    mutating get { isEmpty ? nil : unsafe withUnsafeMutableBufferPointer { $0.baseAddress } }
  }
}
