/// A file of named arrays, opened for reading, its header proven by its checksum. Each array is proven
/// when it is read, in the memory that it was read to.
///
/// Nothing is mapped: of a file that somebody cuts or overwrites meanwhile a mapping would end the
/// program by a signal, where reading says that it is damaged.
package struct SafetensorsFile: ~Copyable, Sendable {
  package let path: String
  /// What the writer noted beside the arrays.
  package let metadata: [String: String]
  /// The arrays in the order in which they lie in the file.
  package let entries: [Safetensors.Entry]

  private let file: OpenFile
  private let ranges: [Range<Int>]
  private let checksums: [String]

  package init(_ path: String) throws(SafetensorsError) {
    let file = try Self.open(path)
    let size: Int
    do throws(FileError) { size = try file.size() } catch { throw .file(error) }
    let header = try Self.header(of: file, size: size)
    try self.init(path, header, file, size: size)
  }

  private static func open(_ path: String) throws(SafetensorsError) -> OpenFile {
    do throws(FileError) { return try OpenFile(reading: path) } catch { throw .file(error) }
  }

  /// Reads the array `name`, which must have these numbers and no more, into `values`. Where it throws
  /// they may hold anything.
  package func read(
    _ name: String, into values: inout MutableSpan<Float>
  ) throws(SafetensorsError) {
    try read(name, .float32, into: &values)
  }

  package func read(
    _ name: String, into values: inout MutableSpan<Double>
  ) throws(SafetensorsError) {
    try read(name, .float64, into: &values)
  }

  package func read(
    _ name: String, into values: inout MutableSpan<Int64>
  ) throws(SafetensorsError) {
    try read(name, .int64, into: &values)
  }

  package func read(
    _ name: String, into values: inout MutableSpan<UInt8>
  ) throws(SafetensorsError) {
    try read(name, .uint8, into: &values)
  }

  /// Throws what is wrong with the array: nothing, or `damaged`.
  package func verify(_ name: String) throws(SafetensorsError) {
    try verify(try index(of: name))
  }

  /// The same of the array at `index` of the entries.
  func verify(_ index: Int) throws(SafetensorsError) {
    var crc = CRC32()
    var rest = ranges[index]
    while !rest.isEmpty {
      let part: [UInt8]
      let count = min(rest.count, Self.bytesOfPart)
      do throws(FileError) { part = try file.bytes(at: rest.lowerBound, count: count) } catch {
        throw .file(error)
      }
      guard part.count == count else { throw cutShort(at: rest.lowerBound + part.count) }
      crc.update(part.span)
      rest = rest.dropFirst(count)
    }
    try check(crc, index)
  }

  /// Bytes that are read at a time to be looked at alone.
  private static let bytesOfPart = 1 << 18

  private func index(of name: String) throws(SafetensorsError) -> Int {
    guard let index = entries.firstIndex(where: { $0.name == name }) else {
      throw .missing(path: path, tensor: name)
    }
    return index
  }

  private func read<T: BitwiseCopyable>(
    _ name: String, _ type: Safetensors.ElementType, into values: inout MutableSpan<T>
  ) throws(SafetensorsError) {
    let index = try index(of: name)
    guard entries[index].type == type, entries[index].count == values.count else {
      throw .wrongShape(path: path, tensor: name)
    }
    let range = ranges[index]
    let got: Int
    do throws(FileError) { got = try file.read(at: range.lowerBound, into: &values) } catch {
      throw .file(error)
    }
    guard got == range.count else { throw cutShort(at: range.lowerBound + got) }
    var crc = CRC32()
    crc.update(values.span)
    try check(crc, index)
  }

  /// What is wrong with a file that ends at byte `end`.
  private func cutShort(at end: Int) -> SafetensorsError {
    .truncated(path: path, bytes: end, expected: ranges.last?.upperBound ?? end)
  }

  private func check(_ crc: CRC32, _ index: Int) throws(SafetensorsError) {
    guard crc.digits == checksums[index] else {
      throw .damaged(path: path, part: "tensor \(entries[index].name)")
    }
  }
}

// MARK: - The header

extension SafetensorsFile {
  private struct Header {
    let json: JSON
    /// Where the data starts in the file.
    let end: Int
  }

  /// The header, if its checksum agrees, of a file of `size` bytes.
  private static func header(
    of file: borrowing OpenFile, size: Int
  ) throws(SafetensorsError) -> Header {
    let path = file.path
    let digits = Safetensors.digits
    let lengthBytes = try bytes(of: file, count: Safetensors.lengthBytes)
    guard lengthBytes.count == Safetensors.lengthBytes else { throw .notSafetensors(path: path) }
    var length = 0
    for byte in lengthBytes.reversed() {
      guard length < Safetensors.longestHeader else { throw .notSafetensors(path: path) }
      length = length << 8 | Int(byte)
    }
    let end = Safetensors.lengthBytes + length
    guard digits.upperBound <= end, length <= Safetensors.longestHeader else {
      throw .notSafetensors(path: path)
    }
    let all = try bytes(of: file, count: min(end, size))
    let isOurs = zip(all.dropFirst(Safetensors.lengthBytes), Safetensors.opening.utf8).allSatisfy {
      $0 == $1
    }
    guard isOurs else { throw .notSafetensors(path: path) }
    guard end <= all.count else { throw .truncated(path: path, bytes: size, expected: end) }
    let bytes = all.span
    let checksum = Safetensors.checksum(ofHeader: bytes.extracting(0..<end))
    let isProven = zip(digits, checksum.utf8).allSatisfy { index, digit in bytes[index] == digit }
    guard isProven,
      let json = try? JSON(parsing: bytes.extracting(Safetensors.lengthBytes..<end))
    else { throw .damaged(path: path, part: "header") }
    return Header(json: json, end: end)
  }

  /// The first bytes of the file.
  private static func bytes(
    of file: borrowing OpenFile, count: Int
  ) throws(SafetensorsError) -> [UInt8] {
    do throws(FileError) { return try file.bytes(at: 0, count: count) } catch { throw .file(error) }
  }

  /// Takes the header apart. Its checksum agrees, so what makes no sense here was written so.
  private init(
    _ path: String, _ header: Header, _ file: consuming OpenFile, size: Int
  ) throws(SafetensorsError) {
    let nonsense = SafetensorsError.damaged(path: path, part: "header")
    var metadata: [String: String] = [:]
    var entries: [Safetensors.Entry] = []
    var ranges: [Range<Int>] = []
    var position = header.end
    for member in header.json.object ?? [] {
      if member.key == "__metadata__" {
        for item in member.value.object ?? [] { metadata[item.key] = item.value.string }
        continue
      }
      guard let entry = Safetensors.Entry(member),
        let offsets = member.value["data_offsets"]?.array?.map(\.integer),
        offsets == [position - header.end, position - header.end + entry.byteCount]
      else { throw nonsense }
      guard entry.byteCount <= size - position else {
        throw .truncated(path: path, bytes: size, expected: position + entry.byteCount)
      }
      entries.append(entry)
      ranges.append(position..<position + entry.byteCount)
      position += entry.byteCount
    }
    let checksums = metadata["crc32_tensors"]?.split(separator: " ").map(String.init) ?? []
    guard checksums.count == entries.count else { throw nonsense }
    if size > position { throw .damaged(path: path, part: "end") }
    metadata["crc32"] = nil
    metadata["crc32_tensors"] = nil
    self.path = path
    self.metadata = metadata
    self.entries = entries
    self.ranges = ranges
    self.checksums = checksums
    self.file = file
  }
}

extension Safetensors.Entry {
  /// Nil where the member says no array of a type that we read.
  init?(_ member: JSON.Member) {
    guard let type = member.value["dtype"]?.string.flatMap(Safetensors.ElementType.init),
      let lengths = member.value["shape"]?.array?.map(\.integer)
    else { return nil }
    let shape = lengths.compactMap { $0 }
    guard shape.count == lengths.count else { return nil }
    self.init(checking: member.key, type, shape: shape)
  }
}
