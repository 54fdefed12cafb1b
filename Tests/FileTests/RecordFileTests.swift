import Files
import Foundation
import TestSupport
import Testing

@Suite("A file of records grows by whole records")
struct RecordFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bytes() throws -> [UInt8] { try WholeFile.read(folder("records")) }

  private func write(_ records: [[UInt8]]) throws {
    var file = try RecordFile(folder("records")) { _ in true }
    for record in records { try file.append(record) }
  }

  /// The frame of "123456789", whose CRC-32C is E3069283; that of its length was computed apart.
  @Test func framed() throws {
    try write([Array("123456789".utf8)])
    #expect(
      try bytes() == [9, 0, 0, 0, 0, 0, 0, 0] + maskedSum([9, 0, 0, 0, 0, 0, 0, 0])
        + Array("123456789".utf8)
        + littleEndian((0xE306_9283 >> 15 | 0xE306_9283 << 17) &+ 0xA282_EAD8))
  }

  @Test func goesOnAfterWhatIsWhole() throws {
    let records = (0..<5).map { i in [UInt8](repeating: UInt8(i), count: 300_000 * i / 4) }
    try write(records)
    let whole = try bytes()
    let ends = records.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count + 16) }
    for (kept, cut) in [
      (5, whole.count), (4, whole.count - 1), (3, ends[4] - 100), (0, 11), (0, 0),
    ] {
      try WholeFile.write(whole.span.extracting(0..<cut), to: folder("records"), replacing: true)
      try write([])
      #expect(try bytes() == Array(whole[..<ends[kept]]), "cut at \(cut)")
    }
    for (kept, place) in [
      (2, ends[2]), (2, ends[2] + 9), (2, ends[2] + 50_000), (4, whole.count - 2),
    ] {
      var damaged = whole
      damaged[place] ^= 4
      try WholeFile.write(damaged.span, to: folder("records"), replacing: true)
      try write([[7]])
      #expect(try bytes().count == ends[kept] + 17, "damaged at \(place)")
    }
  }

  @Test func endsBeforeTheFirstThatIsNotWanted() throws {
    try write([[1], [2], [3], [1]])
    var file = try RecordFile(folder("records")) { $0 != [3] }
    try file.append([4])
    var seen: [[UInt8]] = []
    _ = try RecordFile(folder("records")) { seen.append(Array($0)) == () }
    #expect(seen == [[1], [2], [4]])
  }

  /// A record that says to be of 2^63 bytes, in a frame that is right.
  @Test func takesNoMemoryOnAFilesWord() throws {
    let length: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0x80]
    let hostile = length + maskedSum(length) + [1, 2, 3, 4, 5]
    try WholeFile.write(hostile.span, to: folder("records"), replacing: false)
    let isEmpty = try RecordFile(folder("records")) { _ in true }.isEmpty
    #expect(isEmpty)
  }

  @Test func aLinkIsNotFollowed() throws {
    try WholeFile.write("victim", to: folder("victim"), replacing: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder("records"), withDestinationPath: folder("victim"))
    #expect(throws: FileError.link(path: folder("records"))) {
      _ = try RecordFile(folder("records")) { _ in true }
    }
    #expect(try WholeFile.read(folder("victim")) == Array("victim".utf8))
  }

  /// Bit by bit, as the polynomial is written.
  private func maskedSum(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    return littleEndian((~crc >> 15 | ~crc << 17) &+ 0xA282_EAD8)
  }

  private func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
