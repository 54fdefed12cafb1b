/// The formats that are read.
package enum PictureFormat: Sendable, Hashable {
  case png, jpeg, webp

  package var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .webp: "WebP"
    }
  }

  /// What every PNG file begins with.
  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The format that the first bytes of a file say; the file's name plays no part.
  package static func of(_ bytes: Span<UInt8>) throws(PictureError) -> PictureFormat {
    if bytes.isEmpty { throw .empty }
    if bytes.holds(pngSignature, at: 0) { return .png }
    if bytes.holds([0xFF, 0xD8, 0xFF], at: 0) { return .jpeg }
    if bytes.holds(Array("RIFF".utf8), at: 0), bytes.holds(Array("WEBP".utf8), at: 8) {
      return .webp
    }
    for other in others where bytes.holds(other.signature, at: other.offset) {
      throw .otherFormat(other.name)
    }
    // A beginning of one of the signatures, and nothing else, is a file that was cut short.
    if bytes.count < 8 && bytes[0] == 0x89 { throw .truncated(.png) }
    if bytes.count < 3 && bytes[0] == 0xFF { throw .truncated(.jpeg) }
    throw .unknownFormat
  }

  private struct Other {
    let name: String
    let offset: Int
    let signature: [UInt8]

    init(_ name: String, _ signature: String, at offset: Int = 0) {
      self.name = name
      self.offset = offset
      self.signature = Array(signature.utf8)
    }
  }

  private static let others = [
    Other("GIF", "GIF8"),
    Other("TIFF", "II*\0"), Other("TIFF", "MM\0*"), Other("TIFF", "II+\0"), Other("TIFF", "MM\0+"),
    Other("AVIF", "ftypavif", at: 4), Other("AVIF", "ftypavis", at: 4),
    Other("HEIC", "ftyphei", at: 4), Other("HEIC", "ftyphev", at: 4),
    Other("HEIF", "ftypmif1", at: 4), Other("HEIF", "ftypmsf1", at: 4),
    Other("JPEG XL", "JXL \r\n", at: 4), Other("JPEG 2000", "jP  \r\n", at: 4),
    Other("Photoshop", "8BPS"),
    Other("BMP", "BM"),
  ]
}

extension Span<UInt8> {
  /// Whether `pattern` stands at `offset`.
  func holds(_ pattern: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, offset + pattern.count <= count else { return false }
    return pattern.indices.allSatisfy { self[offset + $0] == pattern[$0] }
  }

  /// Whether these bytes are the letters of `name`.
  func spells(_ name: StaticString) -> Bool {
    count == name.utf8CodeUnitCount && indices.allSatisfy { unsafe self[$0] == name.utf8Start[$0] }
  }

  /// The two bytes at `offset`, most significant first.
  func bigEndian16(at offset: Int) -> Int { Int(self[offset]) << 8 | Int(self[offset + 1]) }

  /// The four bytes at `offset`, most significant first.
  func bigEndian32(at offset: Int) -> Int {
    bigEndian16(at: offset) << 16 | bigEndian16(at: offset + 2)
  }
}
