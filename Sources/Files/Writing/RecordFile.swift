/// A file of records that grows one by one, as TensorFlow frames them (TFRecord): each is on disk when `append`
/// returns. A symbolic link of its name is refused.
///
///     8 bytes    length of the record, little-endian
///     4 bytes    masked CRC-32C of those
///     the record
///     4 bytes    masked CRC-32C of the record
///
/// masked(c) = (c rotated right by 15) + 0xA282EAD8: so that checksums of what holds checksums stay good ones.
package struct RecordFile: ~Copyable, Sendable {
  private let file: OpenFile
  private var end: Int

  private static let (headerBytes, sumBytes) = (12, 4)
  /// What of a record is looked at, and what is read at a time to prove it.
  private static let (looked, part) = (64, 1 << 18)

  /// Opens the file, made if need be. Of the records that are there those stay that come before the first that
  /// is not whole, or that `keep`, which is given their first bytes, does not want.
  package init(_ path: String, keep: (ArraySlice<UInt8>) -> Bool) throws(FileError) {
    let isNew = try !FileFacts.exist(path)
    let file = try OpenFile.updating(path, made: true)
    if isNew { try Folder.flush(Path.parent(path)) }
    let size = try file.size()
    var end = 0
    while let length = try Self.wholeRecord(of: file, at: end, size: size),
      keep(try Self.beginning(of: file, at: end, length))
    { end += length }
    if end < size { try file.resize(to: end) }
    self.file = file
    self.end = end
  }

  package var isEmpty: Bool { end == 0 }

  package mutating func append(_ record: [UInt8]) throws(FileError) {
    let length = Self.littleEndian(UInt64(record.count))
    let framed = length + Self.maskedSum(of: length) + record + Self.maskedSum(of: record)
    do throws(FileError) {
      try file.write(framed.span, at: end)
      try file.flush()
    } catch {
      try? file.resize(to: end)
      throw error
    }
    end += framed.count
  }

  // MARK: - What is there

  /// Bytes of the record at `place` with its frame; nil where none stands there whole.
  private static func wholeRecord(
    of file: borrowing OpenFile, at place: Int, size: Int
  ) throws(FileError) -> Int? {
    let header = try file.bytes(at: place, count: headerBytes)
    guard header.count == headerBytes, Array(header[8...]) == maskedSum(of: Array(header[..<8]))
    else { return nil }
    let room = size - place - headerBytes - sumBytes
    let length = header[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard room >= 0, length <= UInt64(room) else { return nil }
    let start = place + headerBytes
    let stop = start + Int(length)
    var crc = CRC32(.castagnoli)
    for offset in stride(from: start, to: stop, by: part) {
      let bytes = try file.bytes(at: offset, count: min(part, stop - offset))
      crc.update(bytes.span)
    }
    let sum = try file.bytes(at: stop, count: sumBytes)
    return sum == masked(crc) ? stop + sumBytes - place : nil
  }

  private static func beginning(
    of file: borrowing OpenFile, at place: Int, _ length: Int
  ) throws(FileError) -> ArraySlice<UInt8> {
    let most = length - headerBytes - sumBytes
    return try file.bytes(at: place + headerBytes, count: min(most, looked))[...]
  }

  private static func maskedSum(of bytes: [UInt8]) -> [UInt8] {
    var crc = CRC32(.castagnoli)
    crc.update(bytes.span)
    return masked(crc)
  }

  private static func masked(_ crc: CRC32) -> [UInt8] {
    littleEndian((crc.value >> 15 | crc.value << 17) &+ 0xA282_EAD8)
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
