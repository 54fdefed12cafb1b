/// Bytes as letters, six bits each (RFC 4648).
package enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func letters(of bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      func byte(_ place: Int) -> Int { start + place < bytes.count ? Int(bytes[start + place]) : 0 }
      let bits = byte(0) << 16 | byte(1) << 8 | byte(2)
      // Of a last group of n bytes n + 1 letters say all.
      for place in 0..<4 {
        let isThere = start + place <= bytes.count
        text.append(isThere ? letters[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
