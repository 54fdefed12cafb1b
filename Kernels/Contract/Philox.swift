/// Philox 4x32-10: a bijection of 128-bit counters under a 64-bit key that makes four words of each
/// (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
package enum Philox {
  /// Ten rounds over four counters at once; a word is the low half of a lane.
  package struct Block {
    package var words: (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>)

    package init(
      _ w0: SIMD4<UInt64>, _ w1: SIMD4<UInt64>, _ w2: SIMD4<UInt64>, _ w3: SIMD4<UInt64>
    ) {
      words = (w0, w1, w2, w3)
    }

    package func encrypted(key: UInt64) -> Block {
      let low = SIMD4<UInt64>(repeating: 0xffff_ffff)
      var (c0, c1, c2, c3) = words
      var k0 = UInt32(truncatingIfNeeded: key)
      var k1 = UInt32(truncatingIfNeeded: key >> 32)
      for _ in 0..<10 {
        let first = c0 &* 0xd251_1f53
        let second = c2 &* 0xcd9e_8d57
        c0 = (second &>> 32) ^ c1 ^ SIMD4(repeating: UInt64(k0))
        c1 = second & low
        c2 = (first &>> 32) ^ c3 ^ SIMD4(repeating: UInt64(k1))
        c3 = first & low
        k0 &+= 0x9e37_79b9
        k1 &+= 0xbb67_ae85
      }
      return Block(c0, c1, c2, c3)
    }
  }

  /// Words 16 i ... 16 i + 15 of the key's sequence, in order.
  static func words(_ key: RandomKey, _ i: Int) -> SIMD16<UInt32> {
    let first = UInt32(truncatingIfNeeded: 4 * i)
    let counters = SIMD4(
      UInt64(first), UInt64(first &+ 1), UInt64(first &+ 2), UInt64(first &+ 3))
    let block = Block(
      counters, SIMD4(repeating: UInt64(key.image)), SIMD4(repeating: UInt64(key.step)),
      SIMD4(repeating: UInt64(key.stream))
    ).encrypted(key: key.seed)
    // Words 0, 1 and words 2, 3 of a counter beside each other, and the counters in a row.
    var pairs = SIMD8<UInt64>()
    pairs.evenHalf = block.words.0 | (block.words.1 &<< 32)
    pairs.oddHalf = block.words.2 | (block.words.3 &<< 32)
    return unsafe unsafeBitCast(pairs, to: SIMD16<UInt32>.self)
  }
}
