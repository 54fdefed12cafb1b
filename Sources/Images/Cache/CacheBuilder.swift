import Files
import Synchronization
import Threads

/// Makes a cache beside the place it will have: unchanged pictures from the old one and from what a
/// process left that was stopped half-way, others decoded by all threads of a team at once.
struct CacheBuilder: ~Copyable {
  private var file: AtomicFile
  private let path: String
  private let walk: FolderWalk
  private let preparation: PicturePreparation
  private let team: Team
  /// Whether the cache gets its name in the end, and what is done of it is kept if it does not get there.
  private let isKept: Bool
  private var index: CacheIndex
  /// Places of the files that are to be decoded.
  private var missing: [Int]

  /// Files that one thread takes at a time, at most.
  private static let filesOfUnit = 8
  /// Bytes that are gathered before they are written: writers of one file wait for each other.
  private static let bytesOfWrite = 1 << 17
  /// Between two words about progress all threads wait for the last: so that is seldom.
  private static let secondsOfRound = 0.1
  private static let filesOfFirstRound = 16

  init(
    _ path: String, _ walk: FolderWalk, _ preparation: PicturePreparation, _ team: Team,
    isKept: Bool
  ) throws(FileError) {
    try Folder.removeLeftovers(in: Path.parent(path))
    file = try AtomicFile(for: path, leftover: isKept ? .resumed : .removed)
    self.path = path
    self.walk = walk
    self.preparation = preparation
    self.team = team
    self.isKept = isKept
    let records = walk.files.map {
      CacheIndex.Record(
        path: $0.path, size: $0.facts.size, modified: $0.facts.modified, result: .pending)
    }
    index = CacheIndex(preparation, channels: preparation.frame.channels, records: records)
    missing = Array(walk.files.indices)
  }

  /// Copies what is unchanged since another cache, of the same preparation, was made or begun.
  mutating func copy(_ old: CacheIndex, _ oldFile: borrowing OpenFile) throws(FileError) {
    // By bytes, as `Path.same` compares.
    var places: [[UInt8]: Int] = [:]
    for (place, record) in old.records.enumerated() { places[Array(record.path.utf8)] = place }
    var pixels = [UInt8](repeating: 0, count: old.slotSize)
    var stillMissing: [Int] = []
    for place in missing {
      let file = walk.files[place]
      guard let before = places[Array(file.path.utf8)], old.records[before].isOf(file) else {
        stillMissing.append(place)
        continue
      }
      if case .picture(let hash, _) = old.records[before].result {
        var span = pixels.mutableSpan
        let got = try oldFile.read(at: old.slot(before), into: &span)
        // An old cache that was found to be all grey is made colour again.
        let decoded = old.asDecoded(pixels, preparation)
        guard got == old.slotSize, PixelHash.of(decoded) == hash else {
          stillMissing.append(place)
          continue
        }
        try self.file.file.write(decoded.span, at: index.slot(place))
      }
      index.records[place].result = old.records[before].result
    }
    missing = stillMissing
  }

  /// Copies what processes decoded that were stopped before their cache was whole. What they left goes
  /// once the index of this file says that it has it.
  private mutating func resume() throws(FileError) {
    try Folder.takeLeftovers(of: path) { leftover throws(FileError) in
      for stage in [CacheIndex.Stage.begun, .whole] {
        guard let old = try CacheIndex(reading: leftover, of: preparation, as: stage) else {
          continue
        }
        try copy(old, leftover)
        try index.write(to: file.file, as: .begun)
      }
    }
  }

  /// What it made, which stays readable also if another process puts its own in the place, or if it is
  /// not kept and so never has a name.
  consuming func build(
    _ progress: (_ done: Int, _ of: Int) throws -> Void
  ) throws -> CacheFile {
    if isKept { try resume() }
    var journal = CacheJournal(at: try index.write(to: file.file, as: .begun))
    var done = 0
    var filesOfRound = Self.filesOfFirstRound
    while done < missing.count {
      let clock = Clock()
      let round = missing[done..<min(done + filesOfRound, missing.count)]
      let results = try decode(round)
      for (place, result) in results { index.records[place].result = result }
      try journal.append(results, to: file.file)
      let pace = Double(round.count) / clock.seconds
      filesOfRound = max(Self.filesOfFirstRound, Int(min(pace * Self.secondsOfRound, 1e6)))
      for _ in round {
        done += 1
        do {
          try progress(done, missing.count)
        } catch {
          // The caller wants to stop; a later one goes on from here.
          if isKept { file.leave() }
          throw error
        }
      }
    }
    if preparation.channels == .auto { try dropColourIfAllGrey() }
    try index.write(to: file.file, as: .whole)
    let result = CacheFile(file: try file.reopened(), index: index)
    if isKept { try file.publish(replacing: true) }
    return result
  }

  // MARK: - Decoding

  private func decode(
    _ places: ArraySlice<Int>
  ) throws(FileError) -> [(place: Int, result: CacheIndex.Result)] {
    struct Shared {
      var resizers: [Resizer] = []
      var results: [(place: Int, result: CacheIndex.Result)] = []
    }
    let shared = Mutex(Shared())
    let size = min(Self.filesOfUnit, max(1, places.count / (4 * team.count)))
    try team.tryRun(units: (places.count + size - 1) / size) { unit throws(FileError) in
      let own = places.dropFirst(unit * size).prefix(size)
      var resizer =
        shared.withLock { $0.resizers.popLast() }
        ?? Resizer(preparation.frame, background: preparation.reading.background)
      let results = try decode(own, &resizer)
      shared.withLock {
        $0.results += results
        $0.resizers.append(resizer)
      }
    }
    return shared.withLock { $0.results }
  }

  /// Decodes some files and writes their pixels, those of neighbouring slots at once. Throws only
  /// where the cache cannot be written; a picture that cannot be read is a result.
  private func decode(
    _ places: ArraySlice<Int>, _ resizer: inout Resizer
  ) throws(FileError) -> [(place: Int, result: CacheIndex.Result)] {
    var results: [(place: Int, result: CacheIndex.Result)] = []
    var run: [UInt8] = []
    var end = 0
    for place in places {
      let pixels: [UInt8]
      do {
        let bytes = try PictureFile.read(walk.files[place].path)
        pixels = try resizer.read(bytes.span, preparation.reading).pixels
      } catch let error as FileError {
        results.append((place, .unreadable(reason: error.description)))
        continue
      } catch {
        results.append((place, .skipped(reason: "\(error)")))
        continue
      }
      let isGrey = index.channels == 1 || PixelHash.isGrey(pixels)
      results.append((place, .picture(hash: PixelHash.of(pixels), isGrey: isGrey)))
      if place != end || run.count >= Self.bytesOfWrite {
        try file.file.write(run.span, at: index.slot(end) - run.count)
        run.removeAll(keepingCapacity: true)
      }
      run += pixels
      end = place + 1
    }
    try file.file.write(run.span, at: index.slot(end) - run.count)
    return results
  }

  // MARK: - Grey

  /// Three equal values to one, picture after picture in place: what is written lies before what is
  /// still to be read.
  private mutating func dropColourIfAllGrey() throws(FileError) {
    let isGrey = index.records.allSatisfy { record in
      if case .picture(_, let isGrey) = record.result { isGrey } else { true }
    }
    guard isGrey else { return }
    var grey = index
    grey.channels = 1
    var colour = [UInt8](repeating: 0, count: index.slotSize)
    for (place, record) in index.records.enumerated() {
      guard case .picture = record.result else { continue }
      var span = colour.mutableSpan
      _ = try file.file.read(at: index.slot(place), into: &span)
      let values = (0..<grey.slotSize).map { colour[3 * $0] }
      try file.file.write(values.span, at: grey.slot(place))
    }
    index = grey
  }
}
