import Files

/// What became of the files of a set, noted behind the index while their cache is made, so that a
/// process that goes on after a kill need not decode them again.
///
///     entry           place of the file, result, CRC-32 of both
///
/// Nothing is flushed for it: a power cut may leave entries out, or pixels of which an entry speaks. An
/// entry counts only if its checksum is right and so are all before it, and pixels only if they have the
/// hash that their entry says.
struct CacheJournal {
  /// Where the next entry goes.
  private var end: Int

  init(at end: Int) { self.end = end }

  mutating func append(
    _ results: [(place: Int, result: CacheIndex.Result)], to file: borrowing OpenFile
  ) throws(FileError) {
    var bytes: [UInt8] = []
    for (place, result) in results { bytes += Self.entry(place, result) }
    try file.write(bytes.span, at: end)
    end += bytes.count
  }

  private static func entry(_ place: Int, _ result: CacheIndex.Result) -> [UInt8] {
    var words = CacheWords()
    words.append(place)
    words.append(result)
    var crc = CRC32()
    crc.update(words.bytes.span)
    words.append(Int(crc.value))
    return words.bytes
  }

  /// The entries up to the first that is not whole.
  static func results(in bytes: [UInt8]) -> [(place: Int, result: CacheIndex.Result)] {
    var results: [(place: Int, result: CacheIndex.Result)] = []
    var words = CacheWordReader(bytes)
    while true {
      let start = words.position
      guard let place = words.number(), let result = words.result() else { return results }
      var crc = CRC32()
      crc.update(bytes.span.extracting(start..<words.position))
      guard words.number() == Int(crc.value) else { return results }
      results.append((place, result))
    }
  }
}
