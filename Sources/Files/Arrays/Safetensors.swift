/// The safetensors format as vae-img writes it: named arrays with a checksum over every byte.
///
///     8 bytes       length of the header, little-endian
///     header        JSON, padded with spaces so that the data starts at a multiple of 64
///     data          the arrays one after another, in the order of the header
///
/// The header opens with `{"__metadata__":{"crc32":"H","crc32_tensors":"T0 T1 ..."`, where each
/// checksum is eight lower-case hexadecimal digits. Ti is the CRC-32 of array i's bytes. H is the
/// CRC-32 of the eight length bytes and the header, with H's own digits left out. Arrays leave no
/// byte of the data unused, so a flip of any bit of the file changes a byte that a checksum covers,
/// or a digit of H. Other programs read the file as any safetensors file.
package enum Safetensors {
  package enum ElementType: String, Sendable {
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"
    case uint8 = "U8"

    package var size: Int {
      switch self {
      case .float32: 4
      case .float64, .int64: 8
      case .uint8: 1
      }
    }
  }

  /// What the header says of one array.
  package struct Entry: Sendable, Equatable {
    package let name: String
    package let type: ElementType
    package let shape: [Int]

    package init(_ name: String, _ type: ElementType = .float32, shape: [Int]) {
      guard let entry = Entry(checking: name, type, shape: shape) else {
        preconditionFailure("\(name) of the shape \(shape)")
      }
      self = entry
    }

    /// Nil where no file holds such an array.
    init?(checking name: String, _ type: ElementType, shape: [Int]) {
      guard let count = ArrayShape.count(of: shape) else { return nil }
      self.name = name
      self.type = type
      self.shape = shape
      self.count = count
    }

    package let count: Int
    package var byteCount: Int { count * type.size }
  }

  package static let opening = #"{"__metadata__":{"crc32":""#
  static let lengthBytes = 8
  /// Where in a file the digits of its header's checksum are.
  package static let digits =
    lengthBytes + opening.utf8.count..<lengthBytes + opening.utf8.count + 8
  static let dataAlignment = 64
  /// The most that a reader takes for a header.
  static let longestHeader = 1 << 24

  /// The digits that prove a header, given with the length before it: they leave their own place out.
  package static func checksum(ofHeader bytes: Span<UInt8>) -> String {
    var crc = CRC32()
    crc.update(bytes.extracting(0..<digits.lowerBound))
    crc.update(bytes.extracting(digits.upperBound..<bytes.count))
    return crc.digits
  }
}

/// A reason not to trust a file of named arrays.
package enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  case file(FileError)
  case notSafetensors(path: String)
  case truncated(path: String, bytes: Int, expected: Int)
  /// A checksum disagrees, or what it covers makes no sense: of the header, or of the named array.
  case damaged(path: String, part: String)
  case missing(path: String, tensor: String)
  case wrongShape(path: String, tensor: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .notSafetensors(let path):
      "\(path) is not a file that vae-img wrote, or its first bytes are damaged"
    case .truncated(let path, let bytes, let expected):
      "\(path) is cut short: \(bytes) bytes where at least \(expected) belong; copy it again from where it came"
    case .damaged(let path, let part):
      "\(path) is damaged: its \(part) is not what was written; copy it again from where it came"
    case .missing(let path, let tensor):
      "\(path) holds no tensor \(tensor)"
    case .wrongShape(let path, let tensor):
      "\(path) holds the tensor \(tensor) with another shape or type than is wanted"
    }
  }
}
