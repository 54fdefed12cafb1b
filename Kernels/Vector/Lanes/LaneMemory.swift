import CLanes

/// The addresses behind spans, valid during a kernel's call, while the spans are borrowed. Nil
/// where a span is empty.
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

/// Loads and stores of whole vectors. Addresses need no alignment; a vector that straddles two
/// cache lines costs two loads.
extension SIMD where Scalar == Float {
  @inline(__always)
  static func load(_ address: UnsafePointer<Float>) -> Self {
    unsafe UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>) {
    unsafe UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
  }
}

extension Lanes {
  /// The first `count` lanes from memory, zeros in the others: reads nothing beyond them.
  @inline(__always)
  static func load(_ address: UnsafePointer<Float>, first count: Int) -> Lanes {
    if count >= scalarCount { return unsafe load(address) }
    var lanes = Lanes.zero
    unsafe withUnsafeMutablePointer(to: &lanes) {
      unsafe copyFloats(count, from: address, to: UnsafeMutableRawPointer($0))
    }
    return lanes
  }

  /// Writes the first `count` lanes and nothing beyond them.
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, first count: Int) {
    if count >= Lanes.scalarCount { return unsafe store(to: address) }
    unsafe withUnsafePointer(to: self) {
      unsafe copyFloats(count, from: UnsafeRawPointer($0), to: address)
    }
  }

  /// Zeros in all lanes but the first `count`.
  @inline(__always)
  func keeping(first count: Int) -> Lanes {
    if count >= Lanes.scalarCount { return self }
    return unsafe withUnsafePointer(to: self) {
      unsafe Lanes.load(UnsafeRawPointer($0).assumingMemoryBound(to: Float.self), first: count)
    }
  }
}

/// Calls `body` with the start of each vector of a run of `count` floats and its number of lanes:
/// all of them, except in the last one.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ start: Int, _ lanes: Int) -> Void) {
  var i = 0
  while i + Lanes.scalarCount <= count {
    body(i, Lanes.scalarCount)
    i += Lanes.scalarCount
  }
  if i < count { body(i, count - i) }
}

// Writes past the caches, to an address that is a multiple of the vector's size; see `streamsEnd`.

extension SIMD4<Float> {
  @inline(__always)
  func stream(to address: UnsafeMutablePointer<Float>) { unsafe stream4(self, address) }
}

extension SIMD8<Float> {
  @inline(__always)
  func stream(to address: UnsafeMutablePointer<Float>) { unsafe stream8(self, address) }
}

extension SIMD16<Float> {
  @inline(__always)
  func stream(to address: UnsafeMutablePointer<Float>) { unsafe stream16(self, address) }
}

/// Not inlined: picking lanes by a variable would keep the caller's vectors in memory. Lanes come
/// and go through memory, because a function returns a wide vector in two halves of 128 bits, and
/// the compiler then works on halves wherever they meet whole ones.
@inline(never)
private func copyFloats(
  _ count: Int, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
) {
  unsafe target.copyMemory(from: source, byteCount: count * MemoryLayout<Float>.stride)
}
