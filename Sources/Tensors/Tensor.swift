import CLibrary

/// A run of Floats that starts on a cache line, owned: freed with its owner, never copied unasked.
///
/// Safe code reaches the numbers through `span` and `mutableSpan`. Threads that each write their own
/// part of one tensor do it through `shared`, whose comment says what they promise.
@safe package struct Tensor: ~Copyable {
  /// The alignment of every tensor: a cache line, which is also the widest vector.
  package static let alignment = 64

  private let storage: UnsafeMutableBufferPointer<Float>

  /// `count` numbers, all zero.
  package init(count: Int) {
    precondition(count >= 0, "a tensor of \(count) numbers")
    let memory = unsafe Tensor.allocate(bytes: max(count, 1) * MemoryLayout<Float>.stride)
    unsafe storage = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Float.self, capacity: count), count: count)
    unsafe storage.initialize(repeating: 0)
  }

  /// Large tensors ask for large pages, of which the processor knows the places of more memory at a time.
  private static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    let page = 2 << 20
    guard bytes >= page else {
      return .allocate(byteCount: bytes, alignment: alignment)
    }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
    #if canImport(Glibc)
      // Refused, they stay small.
      unsafe madvise(memory, bytes, MADV_HUGEPAGE)
    #endif
    return unsafe memory
  }

  package init(_ values: some Collection<Float>) {
    self.init(count: values.count)
    _ = unsafe storage.update(fromContentsOf: values)
  }

  deinit { unsafe storage.deallocate() }

  package var count: Int { unsafe storage.count }

  package var span: Span<Float> {
    @_lifetime(borrow self) get { unsafe storage.span }
  }

  package var mutableSpan: MutableSpan<Float> {
    @_lifetime(&self) mutating get { unsafe storage.mutableSpan }
  }

  /// The numbers in rows of `count`.
  package func rows(of count: Int) -> [[Float]] {
    let all = span
    return stride(from: 0, to: all.count, by: count).map { start in
      (start..<start + count).map { all[$0] }
    }
  }

  /// The whole tensor as threads share it. They must not outlive the tensor.
  package var shared: SharedFloats { unsafe SharedFloats(storage) }
}
