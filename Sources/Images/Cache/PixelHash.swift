import Hashing

/// What tells pictures apart without keeping them.
package enum PixelHash {
  /// FNV-1a of 64-bit words instead of bytes, the last one filled up with zeros; after every word
  /// the high half, which has seen more of it, is mixed into the low one. The words of `shape` come first.
  package static func of(_ pixels: [UInt8], shape: [Int] = []) -> UInt64 {
    var hash = FNV1a()
    func take(_ word: UInt64) {
      hash.update(word)
      hash.value ^= hash.value >> 32
    }
    for number in shape { take(UInt64(number)) }
    unsafe pixels.withUnsafeBytes { bytes in
      let whole = bytes.count / 8 * 8
      for start in stride(from: 0, to: whole, by: 8) {
        take(
          UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
      }
      if whole < bytes.count {
        take((whole..<bytes.count).reversed().reduce(0) { unsafe $0 << 8 | UInt64(bytes[$1]) })
      }
    }
    return hash.value
  }

  /// Whether the three values of every RGB pixel are equal.
  package static func isGrey(_ pixels: [UInt8]) -> Bool {
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let red = pixels[start]
      if pixels[start + 1] != red || pixels[start + 2] != red { return false }
    }
    return true
  }
}
