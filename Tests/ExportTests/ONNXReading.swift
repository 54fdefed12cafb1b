import TestSupport
import Testing

/// Numbers with a shape.
struct Values {
  var shape: [Int]
  var numbers: [Float]

  var count: Int { shape.reduce(1, *) }
}

/// A file of ONNX, as onnx.proto numbers its fields.
struct ONNXReading {
  struct Node {
    let operation: String
    let inputs: [String]
    let outputs: [String]
    let integers: [String: Int]
    let lists: [String: [Int]]
    let numbers: [String: Float]

    init(_ message: ProtobufReader) throws {
      inputs = message.texts(1)
      outputs = message.texts(2)
      operation = try #require(message.texts(4).first)
      var (integers, lists, numbers) = ([String: Int](), [String: [Int]](), [String: Float]())
      for attribute in try message.messages(5) {
        let name = try #require(attribute.texts(1).first)
        switch attribute.integers(20) {
        case [1]: numbers[name] = attribute.floats(2).first
        case [2]: integers[name] = attribute.integers(3).first
        case [7]: lists[name] = attribute.integers(8)
        default: Issue.record("\(name) is of a kind that nothing here writes")
        }
      }
      (self.integers, self.lists, self.numbers) = (integers, lists, numbers)
    }
  }

  let format: [Int]
  let operations: [Int]
  let notes: [String: String]
  let nodes: [Node]
  /// Constants of numbers, and those of sizes.
  private(set) var constants: [String: Values] = [:]
  private(set) var sizes: [String: [Int]] = [:]
  /// Shapes with nil for as many as one likes.
  let inputs: [String: [Int?]]
  let outputs: [String: [Int?]]

  init(_ bytes: [UInt8]) throws {
    let file = try ProtobufReader(bytes)
    format = file.integers(1)
    operations = try file.messages(8).flatMap { $0.integers(2) }
    notes = Dictionary(
      uniqueKeysWithValues: try file.messages(14).map { ($0.texts(1)[0], $0.texts(2)[0]) })
    let graph = try #require(try file.messages(7).first)
    nodes = try graph.messages(1).map { try Node($0) }
    inputs = try Self.values(graph.messages(11))
    outputs = try Self.values(graph.messages(12))
    for tensor in try graph.messages(5) {
      let (name, shape, raw) = (tensor.texts(8)[0], tensor.integers(1), tensor.bytes(9)[0])
      switch tensor.integers(2) {
      case [1]:
        let numbers = stride(from: 0, to: raw.count, by: 4).map { i in
          Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(raw[i + $1]) << (8 * $1) })
        }
        constants[name] = Values(shape: shape, numbers: numbers)
        #expect(numbers.count == shape.reduce(1, *), "\(name)")
      case [7]:
        sizes[name] = stride(from: 0, to: raw.count, by: 8).map { i in
          Int(Int64(bitPattern: (0..<8).reduce(0) { $0 | UInt64(raw[i + $1]) << (8 * $1) }))
        }
        #expect([sizes[name]?.count] == shape.map { $0 }, "\(name)")
      default: Issue.record("\(name) is of a type that nothing here writes")
      }
    }
  }

  private static func values(_ messages: [ProtobufReader]) throws -> [String: [Int?]] {
    var all: [String: [Int?]] = [:]
    for message in messages {
      let tensor = try #require(try message.messages(2).first?.messages(1).first)
      #expect(tensor.integers(1) == [1], "float32")
      let shape = try #require(try tensor.messages(2).first)
      all[message.texts(1)[0]] = try shape.messages(1).map { $0.integers(1).first }
    }
    return all
  }
}
