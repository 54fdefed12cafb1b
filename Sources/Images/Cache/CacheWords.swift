/// Numbers as 64-bit words, little-endian; text as its length and its UTF-8.
struct CacheWords {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: Int) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ result: CacheIndex.Result) {
    switch result {
    case .skipped(let reason):
      append(0)
      append(reason)
    case .picture(let hash, let isGrey):
      append(isGrey ? 1 : 2)
      append(Int(bitPattern: UInt(hash)))
    case .unreadable(let reason):
      append(3)
      append(reason)
    case .pending:
      append(4)
    }
  }

  mutating func append(_ record: CacheIndex.Record) {
    append(record.path)
    append(record.size)
    append(record.modified)
    append(record.result)
  }
}

/// What `CacheWords` wrote, in order; nil where it does not go on like that.
struct CacheWordReader {
  private let bytes: [UInt8]
  private(set) var position = 0

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

  mutating func result() -> CacheIndex.Result? {
    guard let kind = number() else { return nil }
    switch kind {
    case 0: return text().map { .skipped(reason: $0) }
    case 1, 2:
      return number().map { .picture(hash: UInt64(UInt(bitPattern: $0)), isGrey: kind == 1) }
    case 3: return text().map { .unreadable(reason: $0) }
    case 4: return .pending
    default: return nil
    }
  }

  mutating func record() -> CacheIndex.Record? {
    guard let path = text(), let size = number(), let modified = number(), let result = result()
    else { return nil }
    return CacheIndex.Record(path: path, size: size, modified: modified, result: result)
  }
}
