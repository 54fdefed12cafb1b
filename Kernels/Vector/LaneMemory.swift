/// How vectors and memory meet. Addresses need no alignment; a vector that straddles two cache lines
/// costs two loads.
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
    count >= scalarCount ? unsafe load(address) : unsafe gather(address, first: count)
  }

  /// Not inlined, nor is its counterpart for stores: picking lanes by a variable would keep the
  /// caller's vectors in memory.
  @inline(never)
  private static func gather(_ address: UnsafePointer<Float>, first count: Int) -> Lanes {
    var lanes = Lanes.zero
    for lane in 0..<count { lanes[lane] = unsafe address[lane] }
    return lanes
  }

  /// Writes the first `count` lanes and nothing beyond them.
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, first count: Int) {
    if count >= Lanes.scalarCount {
      unsafe store(to: address)
    } else {
      unsafe scatter(to: address, first: count)
    }
  }

  @inline(never)
  private func scatter(to address: UnsafeMutablePointer<Float>, first count: Int) {
    for lane in 0..<count { unsafe address[lane] = self[lane] }
  }
}
