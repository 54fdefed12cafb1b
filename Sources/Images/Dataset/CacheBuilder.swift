import Files
import Synchronization
import Threads

/// Makes a cache beside the place it will have: unchanged pictures from the old one, others decoded
/// by all threads of a team at once.
struct CacheBuilder: ~Copyable {
  private let aside: AsideFile
  private let walk: FolderWalk
  private let preparation: PicturePreparation
  private let team: Team
  private var index: CacheIndex
  /// Places of the files that are to be decoded.
  private var missing: [Int] = []

  /// Files that one thread takes at a time, and those between two words about progress.
  private static let filesOfUnit = 8
  private static let filesOfRound = 64

  init(
    _ path: String, _ walk: FolderWalk, _ preparation: PicturePreparation, _ team: Team
  ) throws(FileError) {
    try Folder.removeLeftovers(in: Path.parent(path))
    let aside = try AsideFile(for: path)
    self.aside = aside
    self.walk = walk
    self.preparation = preparation
    self.team = team
    let records = walk.files.map {
      CacheIndex.Record(
        path: $0.path, size: $0.facts.size, modified: $0.facts.modified,
        result: .skipped(reason: ""))
    }
    index = CacheIndex(preparation, channels: preparation.frame.channels, records: records)
    missing = Array(walk.files.indices)
  }

  /// Copies what is unchanged since the old cache, of the same preparation, was made.
  mutating func keep(_ old: borrowing CacheFile) throws(FileError) {
    missing = []
    var places: [String: Int] = [:]
    for (place, record) in old.index.records.enumerated() { places[record.path] = place }
    var pixels = [UInt8](repeating: 0, count: old.index.slotSize)
    for (place, file) in walk.files.enumerated() {
      guard let before = places[file.path], old.index.records[before].isOf(file) else {
        missing.append(place)
        continue
      }
      index.records[place] = old.index.records[before]
      guard case .picture = old.index.records[before].result else { continue }
      var span = pixels.mutableSpan
      _ = try old.file.read(at: old.index.slot(before), into: &span)
      // An old cache that was found to be all grey is made colour again.
      let kept = old.index.channels == index.channels ? pixels : pixels.flatMap { [$0, $0, $0] }
      try aside.file.put(kept.span, at: index.slot(place))
    }
  }

  consuming func build(_ progress: (_ done: Int, _ of: Int) throws -> Void) throws {
    var done = 0
    while done < missing.count {
      let round = missing[done..<min(done + Self.filesOfRound, missing.count)]
      for (place, result) in try decode(round) { index.records[place].result = result }
      done += round.count
      try progress(done, missing.count)
    }
    if preparation.channels == .auto { try dropColourIfAllGrey() }
    try index.write(to: aside.file)
    try aside.publish(replacing: true)
  }

  // MARK: - Decoding

  private func decode(_ places: ArraySlice<Int>) throws -> [(Int, CacheIndex.Result)] {
    struct Outcome {
      var results: [(Int, CacheIndex.Result)] = []
      var failure: FileError?
    }
    let outcome = Mutex(Outcome())
    let size = Self.filesOfUnit
    team.run(units: (places.count + size - 1) / size) { unit in
      var resizer = Resizer(preparation.frame, background: preparation.reading.background)
      for place in places.dropFirst(unit * size).prefix(size) {
        do throws(FileError) {
          let result = try decode(place, &resizer)
          outcome.withLock { $0.results.append((place, result)) }
        } catch {
          outcome.withLock { $0.failure = error }
        }
      }
    }
    return try outcome.withLock { outcome in
      if let failure = outcome.failure { throw failure }
      return outcome.results
    }
  }

  /// Throws only where the cache cannot be written; a picture that cannot be read is a result.
  private func decode(
    _ place: Int, _ resizer: inout Resizer
  ) throws(FileError) -> CacheIndex.Result {
    let picture: Picture
    do {
      let bytes = try WholeFile.read(walk.files[place].path)
      picture = try PictureReader.read(bytes.span, preparation.reading, for: resizer.frame)
    } catch {
      return .skipped(reason: "\(error)")
    }
    let pixels = resizer.fit(picture).pixels
    try aside.file.put(pixels.span, at: index.slot(place))
    return .picture(
      hash: PixelHash.of(pixels), isGray: index.channels == 1 || PixelHash.isGray(pixels))
  }

  // MARK: - Grey

  /// Three equal values to one, picture after picture in place: what is written lies before what is
  /// still to be read.
  private mutating func dropColourIfAllGrey() throws(FileError) {
    let isGray = index.records.allSatisfy { record in
      if case .picture(_, let isGray) = record.result { isGray } else { true }
    }
    guard isGray else { return }
    var grey = index
    grey.channels = 1
    var colour = [UInt8](repeating: 0, count: index.slotSize)
    for (place, record) in index.records.enumerated() {
      guard case .picture = record.result else { continue }
      var span = colour.mutableSpan
      _ = try aside.file.read(at: index.slot(place), into: &span)
      let values = (0..<grey.slotSize).map { colour[3 * $0] }
      try aside.file.put(values.span, at: grey.slot(place))
    }
    index = grey
  }
}

enum PixelHash {
  /// FNV-1a of 64-bit words instead of bytes, the last one filled up with zeros; after every word
  /// the high half, which has seen more of it, is mixed into the low one.
  static func of(_ pixels: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func take(_ word: UInt64) {
      hash = (hash ^ word) &* 0x0000_0100_0000_01B3
      hash ^= hash >> 32
    }
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
    return hash
  }

  /// Whether the three values of every RGB pixel are equal.
  static func isGray(_ pixels: [UInt8]) -> Bool {
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let red = pixels[start]
      if pixels[start + 1] != red || pixels[start + 2] != red { return false }
    }
    return true
  }
}
