import Foundation

/// Small files that ask for far more memory or time than their pictures are worth.
enum Bomb: String, Codable, CaseIterable, Sendable {
  /// A text or profile chunk that unpacks to 200 million bytes.
  case compressedText, internationalText, colourProfile
  case manyTexts
  /// One pixel whose data goes on for 200 million bytes.
  case endlessPixelData
  case emptyDataChunks, unknownChunks, paletteAgain
  /// A header alone that says 65,500 x 65,500 or, just within the limit, 10,000 x 10,000.
  case giantPNG, largePNG, giantJPEG, largeJPEG
  /// A picture of 48 x 40 pixels that is refined again and again.
  case progressiveScans
  case comments, huffmanTables

  var file: [UInt8] {
    switch self {
    case .compressedText: png([text("zTXt", "Comment\0\0")])
    case .internationalText: png([text("iTXt", "Comment\0\u{1}\0en\0Comment\0")])
    case .colourProfile: png([text("iCCP", "Profile\0\0")])
    case .manyTexts:
      png([[UInt8]](repeating: text("zTXt", "C\0\0", unpacking: 1 << 22), count: 100))
    case .endlessPixelData: png([], data: [PNGMaker.zeros(200_000_000)])
    case .emptyDataChunks: png([], data: [[UInt8]](repeating: [], count: 200_000) + [pixel])
    case .unknownChunks: png([[UInt8]](repeating: PNGMaker.chunk("abCd", [1]), count: 200_000))
    case .paletteAgain:
      png([[UInt8]](repeating: PNGMaker.chunk("PLTE", [0, 0, 0, 9, 9, 9]), count: 200_000))
    case .giantPNG: png([], side: 65_500)
    case .largePNG: png([], side: 10_000)
    case .giantJPEG: jpeg(side: 65_500)
    case .largeJPEG: jpeg(side: 10_000)
    case .progressiveScans: jpeg(repeating: 0xDA)
    case .comments: jpeg(inserting: [0xFF, 0xFE, 0, 2], 1_000_000)
    case .huffmanTables: jpeg(repeating: 0xC4)
    }
  }

  private var pixel: [UInt8] { PNGMaker.stored([0, 77]) }

  private func text(_ type: String, _ start: String, unpacking count: Int = 200_000_000) -> [UInt8]
  {
    PNGMaker.chunk(type, Array(start.utf8) + PNGMaker.zeros(count))
  }

  /// One grey pixel, or what says that it is more.
  private func png(_ chunks: [[UInt8]], data: [[UInt8]]? = nil, side: Int = 1) -> [UInt8] {
    let header = PNGMaker.bigEndian(side) + PNGMaker.bigEndian(side) + [8, 0, 0, 0, 0]
    let parts =
      [PNGMaker.chunk("IHDR", header)] + chunks
      + (data ?? [pixel]).map { PNGMaker.chunk("IDAT", $0) } + [PNGMaker.chunk("IEND", [])]
    return PNGMaker.signature + parts.joined()
  }

  private var progressive: [UInt8] {
    (try? TestFiles.bytes(TestFiles.fixtures + "/progressive.jpg")) ?? []
  }

  /// The progressive picture with its last part that begins with `marker` four megabytes long.
  private func jpeg(repeating marker: UInt8) -> [UInt8] {
    let file = progressive
    guard
      let start = file.indices.dropLast().last(where: { file[$0] == 0xFF && file[$0 + 1] == marker }
      )
    else { return [] }
    let rest = file[(start + 2)...]
    let end =
      rest.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] != 0 } ?? file.endIndex
    let part = Array(file[start..<end])
    let parts = [[UInt8]](repeating: part, count: (1 << 22) / part.count)
    return Array(file[..<start] + parts.joined() + file[end...])
  }

  private func jpeg(inserting segment: [UInt8], _ times: Int) -> [UInt8] {
    Array(
      progressive.prefix(2) + [[UInt8]](repeating: segment, count: times).joined()
        + progressive.dropFirst(2))
  }

  private func jpeg(side: Int) -> [UInt8] {
    var file = progressive
    guard let frame = file.indices.first(where: { file[$0...].starts(with: [0xFF, 0xC2]) }) else {
      return []
    }
    let size = [UInt8(side >> 8), UInt8(side & 255)]
    file.replaceSubrange(frame + 5..<frame + 9, with: size + size)
    return file
  }
}
