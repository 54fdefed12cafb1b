import CLibrary
import Files
import Threads

/// A set of pictures, decoded once: bytes at the training size in one file, however many.
///
/// The file is read at offsets, not mapped: pages of a mapping would count as the program's memory,
/// and a set may be larger than that. It is never changed, only replaced as a whole by a rename, so a
/// crash leaves the old one, and two processes that build it at once leave one of two equal files. What
/// a process had decoded that was killed or told to stop lies beside it until the next goes on from it.
package final class PictureCache: Sendable {
  package let frame: Frame
  /// The paths of the pictures, in their byte order; other lists of pictures are in the same order.
  package let names: [String]
  package let skipped: [SkippedFile]
  /// Hashes of the pixels: equal for equal pictures.
  package let hashes: [UInt64]

  /// Where in the file each picture lies.
  private let offsets: [Int]
  private let file: OpenFile

  package var count: Int { names.count }
  /// Bytes of a picture: height x width x channels.
  package var pictureSize: Int { frame.width * frame.height * frame.channels }

  /// Opens the cache at `path` for the pictures in `sources`, brought up to date first: files that
  /// are new or changed are decoded, the others copied. `progress` hears of each file that had
  /// to be decoded: how many are, and of how many. With a folder `scratch`, what lies at `path` stays as it
  /// is, and what had to be decoded lies in that folder without a name, gone with this.
  package convenience init(
    _ path: String, sources: [String], _ preparation: PicturePreparation, team: Team,
    scratch: String? = nil, progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    let walk = try FolderWalk(sources)
    let file: CacheFile
    let isKept = scratch == nil
    let place = scratch.map { Path.join($0, Path.name(path)) } ?? path
    if let old = try CacheFile(path, of: preparation, team) {
      if old.isCurrent(walk) {
        if isKept { try Folder.takeLeftovers(of: path) { _ in } }
        file = old
      } else {
        var builder = try CacheBuilder(place, walk, preparation, team, isKept: isKept)
        try builder.copy(old.index, old.file)
        file = try builder.build(progress)
      }
    } else {
      let builder = try CacheBuilder(place, walk, preparation, team, isKept: isKept)
      file = try builder.build(progress)
    }
    self.init(file, walk, preparation)
  }

  /// A cache of pictures that are all decoded now, in a file without a name in `folder`.
  convenience init(
    fresh sources: [String], _ preparation: PicturePreparation, team: Team, in folder: String
  ) throws {
    let walk = try FolderWalk(sources)
    let path = Path.join(folder, "pictures.cache")
    let builder = try CacheBuilder(path, walk, preparation, team, isKept: false)
    self.init(try builder.build { _, _ in }, walk, preparation)
  }

  private init(
    _ cache: consuming CacheFile, _ walk: FolderWalk, _ preparation: PicturePreparation
  ) {
    let index = cache.index
    var names: [String] = []
    var skipped = walk.skipped
    var hashes: [UInt64] = []
    var slots: [Int] = []
    for (slot, record) in index.records.enumerated() {
      switch record.result {
      case .picture(let hash, _):
        names.append(record.path)
        hashes.append(hash)
        slots.append(slot)
      case .skipped(let reason), .unreadable(let reason):
        skipped.append(SkippedFile(path: record.path, reason: reason))
      case .pending: preconditionFailure("a whole cache with a file not looked at")
      }
    }
    frame = Frame(
      width: index.width, height: index.height, channels: index.channels, fit: preparation.fit)
    self.names = names
    self.skipped = skipped
    self.hashes = hashes
    self.offsets = slots.map(index.slot)
    self.file = cache.file
  }

  /// Puts picture `number` into `bytes`, which has room for exactly one.
  package func read(_ number: Int, into bytes: inout MutableSpan<UInt8>) throws(FileError) {
    precondition(bytes.count == pictureSize, "room for another size of picture")
    let got = try file.read(at: offsets[number], into: &bytes)
    guard got == bytes.count else {
      throw .system(path: file.path, action: "read all of", code: EIO)
    }
  }

  /// Changes when a picture is added, removed, renamed or gets other pixels.
  package var fingerprint: String {
    var crc = CRC32()
    for (name, hash) in zip(names, hashes) {
      crc.update(Array(name.utf8).span)
      crc.update([hash].span)
    }
    return crc.digits
  }
}

/// A cache as it lies on the disk.
struct CacheFile: ~Copyable {
  let file: OpenFile
  let index: CacheIndex

  init(file: consuming OpenFile, index: CacheIndex) {
    self.file = file
    self.index = index
  }

  /// Nil where there is none, or not a whole one of this preparation: then it is built anew.
  init?(_ path: String, of preparation: PicturePreparation, _ team: Team) throws(FileError) {
    do throws(FileError) {
      let file = try OpenFile(reading: path)
      guard let index = try CacheIndex(reading: file, of: preparation, as: .whole),
        try index.hasPixels(in: file, preparation, team)
      else { return nil }
      self.index = index
      self.file = file
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
  }

  func isCurrent(_ walk: FolderWalk) -> Bool {
    index.records.count == walk.files.count
      && zip(index.records, walk.files).allSatisfy { $0.isOf($1) }
  }
}
