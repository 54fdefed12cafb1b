/// Writes a file of named arrays, each straight from where it lies to the disk.
///
///     var writer = try SafetensorsWriter(path, metadata: [...], entries: [...])
///     for each entry, in order: try writer.append(its numbers)
///     try writer.finish(replacing: true)
///
/// The file has its name once it is whole; a writer dropped unfinished leaves nothing.
package struct SafetensorsWriter: ~Copyable {
  private let file: AtomicFile
  private let metadata: [(key: String, value: String)]
  private let entries: [Safetensors.Entry]
  private var checksums: [String] = []
  private var position: Int

  /// Metadata keys must be distinct and none of them begin with "crc32".
  package init(
    _ path: String, metadata: [(key: String, value: String)], entries: [Safetensors.Entry]
  ) throws(FileError) {
    precondition(!metadata.contains { $0.key.hasPrefix("crc32") }, "a reserved metadata key")
    file = try AtomicFile(for: path)
    self.metadata = metadata
    self.entries = entries
    // The digits of the checksums are not known yet, but how many there are is.
    let blank = String(repeating: "0", count: 8)
    let header = Self.header(metadata, entries, entries.map { _ in blank }, own: blank)
    position = Safetensors.lengthBytes + header.count
  }

  /// The numbers of the next entry.
  package mutating func append(_ values: Span<Float>) throws(FileError) {
    try append(values, .float32)
  }

  package mutating func append(_ values: Span<Double>) throws(FileError) {
    try append(values, .float64)
  }

  package mutating func append(_ values: Span<Int64>) throws(FileError) {
    try append(values, .int64)
  }

  package mutating func append(_ values: Span<UInt8>) throws(FileError) {
    try append(values, .uint8)
  }

  private mutating func append<T: BitwiseCopyable>(
    _ values: Span<T>, _ type: Safetensors.ElementType
  ) throws(FileError) {
    let entry = entries[checksums.count]
    precondition(
      entry.type == type && entry.count == values.count, "\(entry.name) was announced otherwise")
    var crc = CRC32()
    crc.update(values)
    checksums.append(crc.digits)
    try file.file.write(values, at: position)
    position += entry.byteCount
  }

  /// Puts the file in its place, when every entry has its numbers.
  package consuming func finish(replacing: Bool) throws(FileError) {
    precondition(checksums.count == entries.count, "an entry lacks its numbers")
    // The checksum of a header leaves its own digits out: it is that of the header without them.
    let bare = Self.header(metadata, entries, checksums, own: "")
    let length = (0..<8).map { UInt8(truncatingIfNeeded: (bare.count + 8) >> (8 * $0)) }
    var crc = CRC32()
    crc.update(length.span)
    crc.update(bare.span)
    let header = Self.header(metadata, entries, checksums, own: crc.digits)
    let start = length + header
    try file.file.write(start.span, at: 0)
    try file.publish(replacing: replacing)
  }

  private static func header(
    _ metadata: [(key: String, value: String)], _ entries: [Safetensors.Entry],
    _ checksums: [String], own: String
  ) -> [UInt8] {
    var offset = 0
    let tensors = entries.map { entry in
      defer { offset += entry.byteCount }
      return JSON.Member(
        entry.name,
        [
          "dtype": .string(entry.type.rawValue),
          "shape": .array(entry.shape.map { .integer($0) }),
          "data_offsets": [.integer(offset), .integer(offset + entry.byteCount)],
        ])
    }
    let sums: [JSON.Member] = [
      JSON.Member("crc32", .string(own)),
      JSON.Member("crc32_tensors", .string(checksums.joined(separator: " "))),
    ]
    let all = sums + metadata.map { JSON.Member($0.key, .string($0.value)) }
    let json = JSON.object([JSON.Member("__metadata__", .object(all))] + tensors)
    let text = Array(json.rendered().utf8)
    let used = Safetensors.lengthBytes + text.count + (8 - own.utf8.count)
    let padding = -used & (Safetensors.dataAlignment - 1)
    return text + [UInt8](repeating: UInt8(ascii: " "), count: padding)
  }
}
