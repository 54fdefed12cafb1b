/// numpy's format for one array of numbers, as `numpy.load` and `numpy.save` know it.
///
///     6 bytes       \x93NUMPY
///     2 bytes       version: 1.0 or 2.0
///     2 or 4 bytes  length of the header, little-endian
///     header        {'descr': '<f4', 'fortran_order': False, 'shape': (60, 128), }
///     data          the numbers, little-endian, the last axis the fastest
package struct NPY: Sendable, Equatable {
  package let shape: [Int]
  package let values: [Float]

  package init(shape: [Int], values: [Float]) {
    precondition(
      ArrayShape.count(of: shape) == values.count, "\(values.count) numbers in the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The file's bytes, as float32.
  package var bytes: [UInt8] {
    let sizes = shape.map { "\($0)," }.joined(separator: " ")
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
    // The header ends in a newline at a multiple of 64.
    let length = (Self.magic.count + 4 + text.utf8.count + 1 + 63) / 64 * 64 - Self.magic.count - 4
    var bytes = Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
    bytes.append(UInt8(ascii: "\n"))
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(value.bitPattern >> shift & 0xFF)) }
    }
    return bytes
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
}

// MARK: - Reading

/// Why an array cannot be read.
package enum NPYError: Error, Equatable, CustomStringConvertible {
  case file(FileError)
  case notNPY(path: String)
  case truncated(path: String)
  /// What the array has that is not read here.
  case unsupported(path: String, what: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .notNPY(let path): "\(path) is not a .npy file"
    case .truncated(let path): "\(path) is cut short: its header promises more numbers"
    case .unsupported(let path, let what):
      "\(path) has \(what); save it as float32 or float64 in C order"
    }
  }
}

extension NPY {
  /// Reads float32 or float64 numbers in C order.
  package init(reading path: String) throws(NPYError) {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try WholeFile.read(path) } catch { throw .file(error) }
    try self.init(bytes, path)
  }

  private init(_ bytes: [UInt8], _ path: String) throws(NPYError) {
    guard bytes.count >= 12, Array(bytes[..<6]) == Self.magic else { throw .notNPY(path: path) }
    let version = bytes[6]
    guard version == 1 || version == 2 else {
      throw .unsupported(path: path, what: "format version \(version)")
    }
    let start = version == 1 ? 10 : 12
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard start + length <= bytes.count else { throw .truncated(path: path) }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let shape = Self.shape(header), let type = Self.value(of: "descr", header) else {
      throw .notNPY(path: path)
    }
    guard Self.value(of: "fortran_order", header) == "False" else {
      throw .unsupported(path: path, what: "its numbers in Fortran order")
    }
    let size: Int
    switch type {
    case "'<f4'": size = 4
    case "'<f8'": size = 8
    default: throw .unsupported(path: path, what: "numbers of type \(type)")
    }
    let data = bytes[(start + length)...]
    guard let count = ArrayShape.count(of: shape), count <= data.count / size else {
      throw .truncated(path: path)
    }
    let values = unsafe data.withUnsafeBytes { data in
      (0..<count).map { index in
        size == 4
          ? Float(bitPattern: unsafe data.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
          : Float(
            Double(
              bitPattern: unsafe data.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
    }
    self.init(shape: shape, values: values)
  }

  /// What stands in the header between `'key':` and the next comma outside brackets.
  private static func value(of key: String, _ header: String) -> String? {
    let parts = header.split(separator: "'\(key)':", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    var depth = 0
    let value = parts[1].prefix { character in
      if character == "(" || character == "[" { depth += 1 }
      if character == ")" || character == "]" { depth -= 1 }
      return depth > 0 || (character != "," && character != "}")
    }
    return value.filter { $0 != " " }
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let text = value(of: "shape", header), text.hasPrefix("("), text.hasSuffix(")") else {
      return nil
    }
    var shape: [Int] = []
    for part in text.dropFirst().dropLast().split(separator: ",") {
      guard let size = Int(part), size >= 0 else { return nil }
      shape.append(size)
    }
    return shape
  }
}
