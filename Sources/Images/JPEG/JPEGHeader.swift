/// What stands before the first scan of a JPEG file: markers, each with a length, one after another.
struct JPEGHeader {
  let facts: PictureFacts
  /// The size as stored, before the orientation is applied.
  let width: Int
  let height: Int
  /// 1 grey, 3 colour, 4 CMYK or YCCK.
  let components: Int
  /// Adobe's programs store inks inverted: 255 is none.
  let hasInvertedInks: Bool
  let isArithmetic: Bool
  /// Whether a decoder needs all scans before it has a first pixel, and so keeps the coefficients of the
  /// whole picture, at its full size.
  let buffersCoefficients: Bool

  /// The stored size with each side divided by `reduction` and rounded up.
  func width(at reduction: Int) -> Int { (width + reduction - 1) / reduction }
  func height(at reduction: Int) -> Int { (height + reduction - 1) / reduction }

  /// Bytes of those coefficients: two for each, one for each sample.
  var coefficientBytes: Int { buffersCoefficients ? 2 * components * width * height : 0 }

  init(_ bytes: Span<UInt8>) throws(PictureError) {
    var frame: (process: UInt8, start: Int)?
    var orientation: Orientation?
    var isAdobe = false
    var componentsOfScan = 0
    var at = 2
    scan: while true {
      // Bytes between markers are skipped, and so are 0xFF that fill up, as libjpeg does.
      while at < bytes.count && bytes[at] != 0xFF { at += 1 }
      while at < bytes.count && bytes[at] == 0xFF { at += 1 }
      guard at < bytes.count else { throw .truncated(.jpeg) }
      let marker = bytes[at]
      at += 1
      switch marker {
      case 0x00, 0x01, 0xD0...0xD8: continue scan
      case 0xD9: throw .broken(.jpeg, "it ends before its picture begins")
      default: break
      }
      guard at + 2 <= bytes.count else { throw .truncated(.jpeg) }
      let length = bytes.bigEndian16(at: at)
      guard length >= 2 else { throw .broken(.jpeg, "a marker has an impossible length") }
      guard at + length <= bytes.count else { throw .truncated(.jpeg) }
      let content = bytes.extracting(at + 2..<at + length)
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF, 0xF7:
        if frame != nil { throw .broken(.jpeg, "it has two frame headers") }
        frame = (marker, at + 2)
        guard content.count >= 6 else { throw .broken(.jpeg, "its frame header is too short") }
      case 0xE1 where orientation == nil && content.holds(Array("Exif\0\0".utf8), at: 0):
        orientation = Orientation(exif: content.extracting(droppingFirst: 6))
      case 0xEE where content.count >= 12 && content.holds(Array("Adobe".utf8), at: 0):
        isAdobe = true
      case 0xDA:
        componentsOfScan = content.isEmpty ? 0 : Int(content[0])
        break scan
      default: break
      }
      at += length
    }
    guard let frame else { throw .broken(.jpeg, "a scan comes before the frame header") }
    let precision = Int(bytes[frame.start])
    try Self.check(process: frame.process, precision: precision)
    height = bytes.bigEndian16(at: frame.start + 1)
    width = bytes.bigEndian16(at: frame.start + 3)
    components = Int(bytes[frame.start + 5])
    guard [1, 3, 4].contains(components) else {
      throw .unsupported("JPEG of \(components) components")
    }
    hasInvertedInks = isAdobe
    isArithmetic = frame.process >= 0xC9
    let turn = orientation ?? .upright
    let isProgressive = frame.process == 0xC2 || frame.process == 0xCA
    buffersCoefficients = isProgressive || componentsOfScan < components
    facts = PictureFacts(
      format: .jpeg, width: turn.swapsSides ? height : width,
      height: turn.swapsSides ? width : height, channels: components == 1 ? 1 : 3,
      bitDepth: precision, hasAlpha: false,
      isProgressive: isProgressive, orientation: turn)
  }

  /// Refuses by name what libjpeg does not decode.
  private static func check(process: UInt8, precision: Int) throws(PictureError) {
    switch process {
    case 0xC0, 0xC1, 0xC2, 0xC9, 0xCA: break
    case 0xF7: throw .unsupported("JPEG-LS file")
    case 0xC3, 0xC7, 0xCB, 0xCF: throw .unsupported("lossless JPEG")
    default: throw .unsupported("hierarchical JPEG")
    }
    guard precision == 8 else { throw .unsupported("\(precision)-bit JPEG") }
  }
}
