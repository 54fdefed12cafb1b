import Files
import Testing

@Suite("CRC-32 is the one of zip and PNG, and CRC-32C that of iSCSI")
struct CRC32Tests {
  @Test(arguments: [
    ("", "00000000"), ("a", "e8b7be43"), ("123456789", "cbf43926"),
    ("The quick brown fox jumps over the lazy dog", "414fa339"),
  ])
  func knownSums(text: String, digits: String) {
    var crc = CRC32()
    crc.update(Array(text.utf8).span)
    #expect(crc.digits == digits)
  }

  /// The examples of RFC 3720, appendix B.4.
  @Test(
    arguments: [
      (Array(repeating: 0, count: 32), 0x8A91_36AA),
      (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E), ((0..<32).reversed(), 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func knownSumsOfCastagnoli(bytes: [UInt8], sum: UInt32) {
    var crc = CRC32(.castagnoli)
    crc.update(bytes.span)
    #expect(crc.value == sum)
  }

  @Test func piecesSumAsTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    var whole = CRC32()
    whole.update(bytes.span)
    for cut in 0...40 {
      var parts = CRC32()
      parts.update(bytes.span.extracting(0..<cut))
      parts.update(bytes.span.extracting(cut..<1000))
      #expect(parts.value == whole.value, "cut at \(cut)")
    }
  }
}
