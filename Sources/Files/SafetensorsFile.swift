/// A file of named arrays, opened for reading: mapped, its header proven by its checksum.
/// Each array is proven when it is read.
package struct SafetensorsFile: ~Copyable, Sendable {
  package let path: String
  /// What the writer noted beside the arrays.
  package let metadata: [String: String]
  /// The arrays in the order in which they lie in the file.
  package let entries: [Safetensors.Entry]

  private let file: MappedFile
  private let ranges: [Range<Int>]
  private let checksums: [String]

  package init(_ path: String) throws(SafetensorsError) {
    let file: MappedFile
    do throws(FileError) { file = try MappedFile(path) } catch { throw .file(error) }
    let header = try Self.header(of: file, path)
    try self.init(path, header, file)
  }

  /// Copies the array `name`, which must have these numbers and no more, into `values`.
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
    crc.update(file.bytes.extracting(ranges[index]))
    guard crc.digits == checksums[index] else {
      throw .damaged(path: path, part: "tensor \(entries[index].name)")
    }
  }

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
    try verify(index)
    let bytes = file.bytes.extracting(ranges[index])
    unsafe values.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
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

  /// The header, if its checksum agrees.
  private static func header(
    of file: borrowing MappedFile, _ path: String
  ) throws(SafetensorsError) -> Header {
    let bytes = file.bytes
    let opening = Array(Safetensors.opening.utf8)
    let digits =
      Safetensors.lengthBytes + opening.count..<Safetensors.lengthBytes + opening.count + 8
    guard bytes.count >= Safetensors.lengthBytes else { throw .notSafetensors(path: path) }
    var length = 0
    for index in (0..<Safetensors.lengthBytes).reversed() {
      guard length < Safetensors.longestHeader else { throw .notSafetensors(path: path) }
      length = length << 8 | Int(bytes[index])
    }
    let end = Safetensors.lengthBytes + length
    guard digits.upperBound <= end, length <= Safetensors.longestHeader else {
      throw .notSafetensors(path: path)
    }
    for (offset, byte) in opening.enumerated() {
      let index = Safetensors.lengthBytes + offset
      guard index < bytes.count else {
        throw .truncated(path: path, bytes: bytes.count, expected: end)
      }
      guard bytes[index] == byte else { throw .notSafetensors(path: path) }
    }
    guard end <= bytes.count else {
      throw .truncated(path: path, bytes: bytes.count, expected: end)
    }
    var crc = CRC32()
    crc.update(bytes.extracting(0..<digits.lowerBound))
    crc.update(bytes.extracting(digits.upperBound..<end))
    let isProven = zip(digits, crc.digits.utf8).allSatisfy { index, digit in bytes[index] == digit }
    guard isProven,
      let json = try? JSON(parsing: bytes.extracting(Safetensors.lengthBytes..<end))
    else { throw .damaged(path: path, part: "header") }
    return Header(json: json, end: end)
  }

  /// Takes the header apart. Its checksum agrees, so what makes no sense here was written so.
  private init(
    _ path: String, _ header: Header, _ file: consuming MappedFile
  ) throws(SafetensorsError) {
    let nonsense = SafetensorsError.damaged(path: path, part: "header")
    var metadata: [String: String] = [:]
    var entries: [Safetensors.Entry] = []
    var ranges: [Range<Int>] = []
    let size = file.bytes.count
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
  /// Nil where the member says no array of a type that we read, or one so large that the sum over a
  /// header full of them could not be counted.
  init?(_ member: JSON.Member) {
    guard let type = member.value["dtype"]?.string.flatMap(Safetensors.ElementType.init),
      let shape = member.value["shape"]?.array?.map(\.integer)
    else { return nil }
    var count = 1
    for size in shape {
      guard let size, size >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product < 1 << 40 else { return nil }
      count = product
    }
    self.init(member.key, type, shape: shape.compactMap { $0 })
  }
}
