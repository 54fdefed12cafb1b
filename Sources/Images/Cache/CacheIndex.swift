import Files

/// What a cache knows of every file of a set, and how its own file is laid out.
///
///     page 0          magic, offset and length of the index, CRC-32 of those and the index
///     pixels          a slot for every file of the set in its order, page-aligned start
///     index           preparation, channels, then a record for each file
///     journal         only in a cache that is being made: what became of files since (CacheJournal)
///
/// Words are 64 bits, little-endian. A skipped file's slot is not read; where colour was kept, it is a
/// hole that takes no disk space.
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
      return result != .pending
    }
  }

  enum Result: Equatable {
    /// `hash` is of the pixels.
    case picture(hash: UInt64, isGrey: Bool)
    /// Read, and no picture.
    case skipped(reason: String)
    /// The system did not let it be read.
    case unreadable(reason: String)
    /// Not looked at yet, in a cache that is being made.
    case pending
  }

  /// How far a cache is.
  enum Stage: String {
    case whole = "vae-img cache 3\n"
    /// Some files are still to be decoded.
    case begun = "vae-img begun 3\n"
  }

  let key: String
  let width: Int
  let height: Int
  var channels: Int
  var records: [Record]

  init(_ preparation: PicturePreparation, channels: Int, records: [Record]) {
    key = preparation.key
    width = preparation.width
    height = preparation.height
    self.channels = channels
    self.records = records
  }

  static let pixelsStart = 4096

  var slotSize: Int { width * height * channels }
  func slot(_ index: Int) -> Int { Self.pixelsStart + index * slotSize }
}

// MARK: - In a file

extension CacheIndex {
  private static let headLength = Stage.whole.rawValue.utf8.count + 3 * 8

  /// Returns where the file ends then: whatever stood there before is gone.
  @discardableResult
  func write(to file: borrowing OpenFile, as stage: Stage) throws(FileError) -> Int {
    var words = CacheWords()
    words.append(key)
    for number in [width, height, channels, records.count] { words.append(number) }
    for record in records { words.append(record) }
    let start = slot(records.count)
    var place = CacheWords()
    place.append(start)
    place.append(words.bytes.count)
    var crc = CRC32()
    crc.update(place.bytes.span)
    crc.update(words.bytes.span)
    place.append(Int(crc.value))
    let head = Array(stage.rawValue.utf8) + place.bytes
    try file.resize(to: start)
    try file.write(words.bytes.span, at: start)
    try file.write(head.span, at: 0)
    return start + words.bytes.count
  }

  /// Nil where the file is not a cache of this version at this stage and of pictures prepared like that.
  /// Its checksum keeps no number from being nonsense: each is compared before anything is reckoned with
  /// it.
  init?(
    reading file: borrowing OpenFile, of preparation: PicturePreparation, as stage: Stage
  ) throws(FileError) {
    let head = try file.bytes(at: 0, count: Self.headLength)
    let magic = Array(stage.rawValue.utf8)
    guard head.count == Self.headLength, head.starts(with: magic) else { return nil }
    let placeBytes = Array(head[magic.count...])
    var place = CacheWordReader(placeBytes)
    let size = try file.size()
    guard let start = place.number(), let length = place.number(), let sum = place.number(),
      start >= Self.pixelsStart, 0...OpenFile.largest ~= length, start <= size,
      stage == .whole ? size - start == length : 0...OpenFile.largest ~= size - start - length
    else { return nil }
    let bytes = try file.bytes(at: start, count: length)
    var crc = CRC32()
    crc.update(placeBytes.span.extracting(0..<16))
    crc.update(bytes.span)
    guard Int(crc.value) == sum else { return nil }
    var words = CacheWordReader(bytes)
    guard words.text() == preparation.key, words.number() == preparation.width,
      words.number() == preparation.height, let channels = words.number(),
      preparation.mayHave(channels), let count = words.number(), count >= 0
    else { return nil }
    var records: [Record] = []
    for _ in 0..<count {
      guard let record = words.record(), stage == .begun || record.result != .pending else {
        return nil
      }
      records.append(record)
    }
    self.init(preparation, channels: channels, records: records)
    guard start == slot(count) else { return nil }
    if stage == .begun {
      let journal = try file.bytes(at: start + length, count: size - start - length)
      apply(CacheJournal.results(in: journal))
    }
  }

  private mutating func apply(_ results: [(place: Int, result: Result)]) {
    for (place, result) in results where records.indices.contains(place) {
      records[place].result = result
    }
  }
}
