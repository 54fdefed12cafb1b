import Foundation
import Testing

// Each operation as ONNX defines it, in plain loops with sums in Double.
extension ONNXReading {
  /// The outputs by their names.
  func run(_ given: [String: Values]) throws -> [String: Values] {
    #expect(Set(given.keys) == Set(inputs.keys))
    var values = constants.merging(given) { _, new in new }
    for node in nodes {
      var read: [Values] = []
      for name in node.inputs where sizes[name] == nil {
        read.append(try #require(values[name], "\(name) is read before it is made"))
      }
      let results = try results(of: node, read, sizes: node.inputs.compactMap { sizes[$0] })
      #expect(results.count == node.outputs.count)
      for (name, result) in zip(node.outputs, results) {
        #expect(result.count == result.numbers.count && values[name] == nil, "\(name)")
        values[name] = result
      }
    }
    return try Dictionary(
      uniqueKeysWithValues: outputs.map { name, shape in
        let value = try #require(values[name])
        #expect(zip(value.shape, shape).allSatisfy { $1 == nil || $0 == $1 }, "\(name)")
        #expect(value.shape.count == shape.count && shape[0] == nil, "\(name)")
        return (name, value)
      })
  }

  private func results(of node: Node, _ x: [Values], sizes: [[Int]]) throws -> [Values] {
    switch node.operation {
    case "Add": return [elementwise(x[0], x[1], +)]
    case "Mul": return [elementwise(x[0], x[1], *)]
    case "Sigmoid": return [x[0].map { Float(1 / (1 + exp(-Double($0)))) }]
    case "Clip": return [x[0].map { min(max($0, x[1].numbers[0]), x[2].numbers[0]) }]
    case "Reshape":
      let shape = sizes[0].enumerated().map { $1 == 0 ? x[0].shape[$0] : $1 }
      return [Values(shape: shape, numbers: x[0].numbers)]
    case "Split":
      let (outer, length) = (x[0].shape.dropLast(), x[0].shape[x[0].shape.count - 1])
      #expect(node.integers["axis"] == outer.count && sizes[0].reduce(0, +) == length)
      var start = 0
      return sizes[0].map { size in
        defer { start += size }
        let rows = (0..<x[0].count / length).flatMap { row in
          x[0].numbers[(row * length + start)...].prefix(size)
        }
        return Values(shape: outer + [size], numbers: rows)
      }
    case "Transpose": return [transposed(node, x[0])]
    case "Gemm": return [gemm(node, x)]
    case "InstanceNormalization": return [normalised(node, x)]
    case "Conv", "ConvTranspose": return [convolution(node, x)]
    default:
      Issue.record("\(node.operation) is no operation that an export needs")
      return []
    }
  }

  /// The second is one that is as long as the end of the first's shape, or has sizes of 1 there.
  private func elementwise(_ a: Values, _ b: Values, _ f: (Float, Float) -> Float) -> Values {
    let lengths = Array(repeating: 1, count: a.shape.count - b.shape.count) + b.shape
    let numbers = a.numbers.indices.map { i in
      var (rest, place, step) = (i, 0, 1)
      for (size, length) in zip(a.shape, lengths).reversed() {
        place += length == 1 ? 0 : rest % size * step
        (rest, step) = (rest / size, step * length)
      }
      return f(a.numbers[i], b.numbers[place])
    }
    return Values(shape: a.shape, numbers: numbers)
  }

  private func gemm(_ node: Node, _ x: [Values]) -> Values {
    let (rows, inputs, outputs) = (x[0].shape[0], x[0].shape[1], x[1].shape[0])
    #expect(node.integers == ["transB": 1] && x[1].shape[1] == inputs)
    if x.count > 2 { #expect(x[2].shape == [outputs]) }
    var y = Values(shape: [rows, outputs], numbers: [])
    for row in 0..<rows {
      for output in 0..<outputs {
        var sum = x.count > 2 ? Double(x[2].numbers[output]) : 0
        for i in 0..<inputs {
          sum += Double(x[0].numbers[row * inputs + i]) * Double(x[1].numbers[output * inputs + i])
        }
        y.numbers.append(Float(sum))
      }
    }
    return y
  }

  private func transposed(_ node: Node, _ x: Values) -> Values {
    let order = node.lists["perm"]!
    var y = Values(shape: order.map { x.shape[$0] }, numbers: [])
    for place in 0..<x.count {
      // The indices of this place of y, the last first, and from them its place in x.
      var (rest, indices) = (place, [Int](repeating: 0, count: order.count))
      for axis in order.indices.reversed() {
        indices[order[axis]] = rest % y.shape[axis]
        rest /= y.shape[axis]
      }
      y.numbers.append(x.numbers[zip(indices, x.shape).reduce(0) { $0 * $1.1 + $1.0 }])
    }
    return y
  }

  private func normalised(_ node: Node, _ x: [Values]) -> Values {
    let channels = x[0].shape[1]
    #expect(x[1].shape == [channels] && x[2].shape == [channels])
    let size = x[0].count / x[0].shape[0] / channels
    let epsilon = Double(node.numbers["epsilon"] ?? 1e-5)
    var y = x[0]
    for start in stride(from: 0, to: x[0].count, by: size) {
      let numbers = x[0].numbers[start..<start + size].map { Double($0) }
      let mean = numbers.reduce(0, +) / Double(size)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      let channel = start / size % channels
      let (scale, bias) = (Double(x[1].numbers[channel]), Double(x[2].numbers[channel]))
      for (i, number) in numbers.enumerated() {
        y.numbers[start + i] = Float(
          scale * (number - mean) / (variance + epsilon).squareRoot() + bias)
      }
    }
    return y
  }

  /// Both ways: each pair of a coarse pixel and a tap of the window meets one fine pixel.
  private func convolution(_ node: Node, _ x: [Values]) -> Values {
    let isBack = node.operation == "ConvTranspose"
    let (kernel, stride) = (node.lists["kernel_shape"]![0], node.lists["strides"]![0])
    let padding = node.lists["pads"]![0]
    #expect(node.lists["pads"] == Array(repeating: padding, count: 4) && node.lists.count == 3)
    let (coarse, fine) = (x[1].shape[0], x[1].shape[1])
    #expect(x[1].shape[2...] == [kernel, kernel] && x[0].shape[1] == (isBack ? coarse : fine))
    func size(_ given: Int) -> Int {
      isBack
        ? (given - 1) * stride - 2 * padding + kernel : (given + 2 * padding - kernel) / stride + 1
    }
    let given = (height: x[0].shape[2], width: x[0].shape[3])
    let made = (height: size(given.height), width: size(given.width))
    let outputs = isBack ? fine : coarse
    let (fineSide, coarseSide) = isBack ? (made, given) : (given, made)
    var sums = (0..<x[0].shape[0] * outputs * made.height * made.width).map { i in
      x.count > 2 ? Double(x[2].numbers[i / (made.height * made.width) % outputs]) : 0
    }
    for n in 0..<x[0].shape[0] {
      for (o, i) in (0..<coarse).flatMap({ o in (0..<fine).map { (o, $0) } }) {
        for (ky, kx) in (0..<kernel).flatMap({ y in (0..<kernel).map { (y, $0) } }) {
          let weight = Double(x[1].numbers[((o * fine + i) * kernel + ky) * kernel + kx])
          for y in 0..<coarseSide.height {
            let fineY = y * stride - padding + ky
            guard 0..<fineSide.height ~= fineY else { continue }
            for column in 0..<coarseSide.width {
              let fineX = column * stride - padding + kx
              guard 0..<fineSide.width ~= fineX else { continue }
              let there = ((n * fine + i) * fineSide.height + fineY) * fineSide.width + fineX
              let here = ((n * coarse + o) * coarseSide.height + y) * coarseSide.width + column
              let (from, to) = isBack ? (here, there) : (there, here)
              sums[to] += weight * Double(x[0].numbers[from])
            }
          }
        }
      }
    }
    return Values(
      shape: [x[0].shape[0], outputs, made.height, made.width], numbers: sums.map { Float($0) })
  }
}

extension Values {
  fileprivate func map(_ f: (Float) -> Float) -> Values {
    Values(shape: shape, numbers: numbers.map(f))
  }
}
