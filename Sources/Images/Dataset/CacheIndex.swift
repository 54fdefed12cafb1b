import Files

/// What a cache knows of every file, and how its file is laid out.
///
///     page 0          magic, version, offset and length of the index, CRC-32 of those and the index
///     pixels          a slot for every file of the set in its order, page-aligned start
///     index           preparation, channels, then a record for each file
///
/// Words are 64 bits, little-endian. A skipped file's slot is not read;
/// where colour was kept, it is a hole that takes no disk space.
struct CacheIndex: Equatable {
  struct Record: Equatable {
    var path: String
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int
    var result: Result

    /// Whether the file is still the one recorded here. One that could not be read may be
    /// readable now without having changed.
    func isOf(_ file: FolderWalk.File) -> Bool {
      guard Path.same(path, file.path), size == file.facts.size, modified == file.facts.modified
      else { return false }
      if case .unreadable = result { return (try? WholeFile.read(path)) == nil }
      return true
    }
  }

  enum Result: Equatable {
    /// `hash` is of the pixels.
    case picture(hash: UInt64, isGrey: Bool)
    /// Read, and no picture.
    case skipped(reason: String)
    /// The system did not let it be read.
    case unreadable(reason: String)
  }

  static let pixelsStart = 4096
  private static let magic = Array("vae-img cache 2\n".utf8)
  private static let headLength = magic.count + 3 * 8

  let key: String
  let width: Int
  let height: Int
  var channels: Int
  var records: [Record]

  var slotSize: Int { width * height * channels }
  func slot(_ index: Int) -> Int { Self.pixelsStart + index * slotSize }

  // MARK: - Writing

  func write(to file: borrowing OpenFile) throws(FileError) {
    var words = Words()
    words.append(key)
    for number in [width, height, channels, records.count] { words.append(number) }
    for record in records {
      words.append(record.path)
      words.append(record.size)
      words.append(record.modified)
      switch record.result {
      case .picture(let hash, let isGrey):
        words.append(isGrey ? 1 : 2)
        words.append(Int(bitPattern: UInt(hash)))
      case .skipped(let reason):
        words.append(0)
        words.append(reason)
      case .unreadable(let reason):
        words.append(3)
        words.append(reason)
      }
    }
    let start = slot(records.count)
    var place = Words()
    place.append(start)
    place.append(words.bytes.count)
    var crc = CRC32()
    crc.update(place.bytes.span)
    crc.update(words.bytes.span)
    place.append(Int(crc.value))
    let head = Self.magic + place.bytes
    try file.resize(to: start)
    try file.put(words.bytes.span, at: start)
    try file.put(head.span, at: 0)
  }

  // MARK: - Reading

  /// Nil where the file is not a whole cache of this version and of pictures prepared like that. Its
  /// checksum keeps no number from being nonsense: each is compared before anything is reckoned with it.
  init?(
    reading file: borrowing OpenFile, of preparation: PicturePreparation
  ) throws(FileError) {
    let head = try Self.bytes(of: file, at: 0, count: Self.headLength)
    guard head.count == Self.headLength, head.starts(with: Self.magic) else { return nil }
    let placeBytes = Array(head[Self.magic.count...])
    var place = WordReader(placeBytes)
    guard let start = place.number(), let length = place.number(), let sum = place.number(),
      start >= Self.pixelsStart, 0...OpenFile.largest ~= length,
      try file.size() - start == length
    else { return nil }
    let bytes = try Self.bytes(of: file, at: start, count: length)
    var crc = CRC32()
    crc.update(placeBytes.span.extracting(0..<16))
    crc.update(bytes.span)
    guard Int(crc.value) == sum else { return nil }
    var words = WordReader(bytes)
    guard words.text() == preparation.key, words.number() == preparation.width,
      words.number() == preparation.height, let channels = words.number(),
      preparation.mayHave(channels), let count = words.number(), count >= 0
    else { return nil }
    var records: [Record] = []
    for _ in 0..<count {
      guard let record = words.record() else { return nil }
      records.append(record)
    }
    self.init(preparation, channels: channels, records: records)
    guard start == slot(count) else { return nil }
  }

  init(_ preparation: PicturePreparation, channels: Int, records: [Record]) {
    key = preparation.key
    width = preparation.width
    height = preparation.height
    self.channels = channels
    self.records = records
  }

  private static func bytes(
    of file: borrowing OpenFile, at offset: Int, count: Int
  ) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    let got = try file.read(at: offset, into: &span)
    return Array(bytes[..<got])
  }
}

/// Numbers as 64-bit words; text as its length and its UTF-8.
private struct Words {
  var bytes: [UInt8] = []

  mutating func append(_ number: Int) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}

/// What `Words` wrote, in order; nil where it does not go on like that.
private struct WordReader {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func number() -> Int? {
    guard position + 8 <= bytes.count else { return nil }
    defer { position += 8 }
    return unsafe bytes.withUnsafeBytes {
      Int(littleEndian: unsafe $0.loadUnaligned(fromByteOffset: position, as: Int.self))
    }
  }

  mutating func text() -> String? {
    guard let count = number(), count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  mutating func record() -> CacheIndex.Record? {
    guard let path = text(), let size = number(), let modified = number(), let kind = number()
    else { return nil }
    let result: CacheIndex.Result
    switch kind {
    case 1, 2:
      guard let hash = number() else { return nil }
      result = .picture(hash: UInt64(UInt(bitPattern: hash)), isGrey: kind == 1)
    default:
      guard let reason = text() else { return nil }
      result = kind == 0 ? .skipped(reason: reason) : .unreadable(reason: reason)
    }
    return CacheIndex.Record(path: path, size: size, modified: modified, result: result)
  }
}
