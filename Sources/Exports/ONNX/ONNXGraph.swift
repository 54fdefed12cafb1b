import Files

/// A graph of ONNX while it is made: operations in the order in which they run, and constants.
///
/// Every value has a name; an operation is known by that of its output. Field numbers are those of onnx.proto:
/// NodeProto, AttributeProto, TensorProto, ValueInfoProto and GraphProto.
struct ONNXGraph {
  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []

  private static let (floats, integers) = (1, 7)

  enum Attribute {
    case integer(String, Int)
    case integers(String, [Int])
    case number(String, Float)
  }

  // MARK: - Operations

  /// Adds an operation with several results.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [Attribute] = [],
    giving outputs: [String]
  ) {
    nodes.append(
      ProtobufMessage { node in
        for input in inputs { node.put(1, input) }
        for output in outputs { node.put(2, output) }
        node.put(3, outputs[0])
        node.put(4, operation)
        for attribute in attributes { node.put(5, attribute.message) }
      })
  }

  /// Adds an operation and returns the name of its result.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [Attribute] = [], giving output: String
  ) -> String {
    add(operation, inputs, attributes, giving: [output])
    return output
  }

  // MARK: - Values

  mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) -> String {
    constant(name, shape, ONNXGraph.floats, values.span)
  }

  /// A list of sizes.
  mutating func constant(_ name: String, _ values: [Int]) -> String {
    let words = values.map { Int64($0) }
    return constant(name, [values.count], ONNXGraph.integers, words.span)
  }

  private mutating func constant(
    _ name: String, _ shape: [Int], _ type: Int, _ values: Span<some BitwiseCopyable>
  ) -> String {
    constants.append(
      ProtobufMessage { tensor in
        for size in shape { tensor.put(1, size) }
        tensor.put(2, type)
        tensor.put(8, name)
        tensor.put(9, values)
      })
    return name
  }

  /// A value that is given with each run, as many pictures or codes as one likes: [count] + `shape`.
  mutating func input(_ name: String, _ shape: [Int]) -> String {
    inputs.append(ONNXGraph.value(name, shape))
    return name
  }

  mutating func output(_ name: String, _ shape: [Int]) {
    outputs.append(ONNXGraph.value(name, shape))
  }

  private static func value(_ name: String, _ shape: [Int]) -> ProtobufMessage {
    let sizes = ProtobufMessage { sizes in
      sizes.put(1, ProtobufMessage { $0.put(2, "count") })
      for size in shape { sizes.put(1, ProtobufMessage { $0.put(1, size) }) }
    }
    let tensor = ProtobufMessage {
      $0.put(1, floats)
      $0.put(2, sizes)
    }
    return ProtobufMessage { value in
      value.put(1, name)
      value.put(2, ProtobufMessage { $0.put(1, tensor) })
    }
  }

  // MARK: - As bytes

  func message(named name: String) -> ProtobufMessage {
    ProtobufMessage { graph in
      for node in nodes { graph.put(1, node) }
      graph.put(2, name)
      for constant in constants { graph.put(5, constant) }
      for input in inputs { graph.put(11, input) }
      for output in outputs { graph.put(12, output) }
    }
  }
}

extension ONNXGraph.Attribute {
  /// Beside the value stands which of the kinds it is.
  fileprivate var message: ProtobufMessage {
    ProtobufMessage { attribute in
      switch self {
      case .number(let name, let value):
        attribute.put(1, name)
        attribute.put(2, value)
        attribute.put(20, 1)
      case .integer(let name, let value):
        attribute.put(1, name)
        attribute.put(3, value)
        attribute.put(20, 2)
      case .integers(let name, let values):
        attribute.put(1, name)
        for value in values { attribute.put(8, value) }
        attribute.put(20, 7)
      }
    }
  }
}
