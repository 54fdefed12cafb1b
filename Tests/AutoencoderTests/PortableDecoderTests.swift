import Autoencoder
import CLibrary
import Files
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A decoder in words and a row of numbers is the decoder")
struct PortableDecoderTests {
  static let architectures: [Architecture] = [
    try? Architecture(height: 16, width: 24, channels: 3, filters: 8, latentsPerPlace: 5),
    try? Architecture(
      height: 16, width: 16, channels: 1, filters: 6, latentsPerPlace: 4, residual: true),
    try? Architecture(
      height: 16, width: 16, channels: 3, filters: 4, latentsPerPlace: 4, normalisation: .none),
    try? Architecture(
      height: 16, width: 16, channels: 3, filters: 4, latentsPerPlace: 1, likelihood: .bernoulli,
      outputFilters: 7),
    try? Architecture(
      height: 16, width: 24, channels: 3, filters: 4, latentsPerPlace: 3, codeShape: .map),
    try? Architecture(height: 6, width: 4, channels: 3, filters: 1, stages: 0, latentsPerPlace: 9),
  ].compactMap { $0 }

  /// By the definition, in Double: nothing of the program's layers or kernels takes part.
  @Test("run by the definition it draws what the program draws", arguments: architectures)
  func definition(_ architecture: Architecture) throws {
    #expect(Self.architectures.count == 6)
    let model = shownState(architecture, kernels: plain).average
    let decoder = PortableDecoder(model)
    let code = (0..<architecture.latents).map { Float(sin(Double(3 * $0 + 1))) }
    let row = Tensor(code)
    let drawn = Inference(model, kernels: plain, team: Team(threads: 1))
      .decode(row.shared, count: 1)
    var numbers = decoder.numbers.map(Double.init)[...]
    var outputs = [code.map(Double.init)]
    for layer in try #require(decoder.layers.array) {
      let skipped = outputs.count > 1 ? outputs[outputs.count - 2] : []
      outputs.append(try output(of: layer, &numbers, outputs[outputs.count - 1], skipped))
    }
    #expect(numbers.isEmpty)
    let last = outputs[outputs.count - 1]
    try #require(last.count == architecture.dimensions)
    for (i, x) in last.enumerated() {
      let mean = architecture.likelihood == .bernoulli ? 1 / (1 + exp(-x)) : min(max(x, 0), 1)
      // Sums of a few hundred floats.
      #expect(abs(mean - Double(drawn.span[i])) < 1e-4)
    }
  }

  private func output(
    of layer: JSON, _ numbers: inout ArraySlice<Double>, _ input: [Double], _ skipped: [Double]
  ) throws -> [Double] {
    func integer(_ key: String) throws -> Int { try #require(layer[key]?.integer) }
    func sides(_ key: String) throws -> [Int] {
      try #require(layer[key]?.array).compactMap(\.integer)
    }
    func take(_ count: Int) -> [Double] {
      defer { numbers.removeFirst(count) }
      return Array(numbers.prefix(count))
    }
    let (kernel, stride, padding) = try (
      integer("kernel"), integer("stride"), integer("padding")
    )
    let isTransposed = layer["transposed"] == true
    let (fine, coarse) = try (sides("fine"), sides("coarse"))
    let (from, to) = isTransposed ? (coarse, fine) : (fine, coarse)
    let weights = take(kernel * kernel * to[2] * from[2])
    let bias = layer["bias"] == true ? take(to[2]) : [Double](repeating: 0, count: to[2])
    var result = (0..<to[0] * to[1] * to[2]).map { bias[$0 % to[2]] }
    for y in 0..<coarse[0] {
      for x in 0..<coarse[1] {
        for tap in 0..<kernel * kernel {
          let (row, column) = (
            stride * y + tap / kernel - padding, stride * x + tap % kernel - padding
          )
          guard 0..<fine[0] ~= row, 0..<fine[1] ~= column else { continue }
          let (f, c) = (row * fine[1] + column, y * coarse[1] + x)
          let (p, q) = isTransposed ? (c, f) : (f, c)
          for o in 0..<to[2] {
            for i in 0..<from[2] {
              result[q * to[2] + o] +=
                input[p * from[2] + i] * weights[(tap * to[2] + o) * from[2] + i]
            }
          }
        }
      }
    }
    if layer["adds_skip"] == true {
      for i in result.indices { result[i] += skipped[i] }
    }
    let (channels, groups) = try (integer("channels"), integer("groups"))
    if groups > 0 {
      let (gamma, beta) = (take(channels), take(channels))
      let epsilon = try #require(layer["epsilon"]?.number)
      for group in 0..<groups {
        let places = result.indices.filter { $0 % channels / (channels / groups) == group }
        let mean = places.reduce(0) { $0 + result[$1] } / Double(places.count)
        let variance =
          places.reduce(0) { $0 + (result[$1] - mean) * (result[$1] - mean) }
          / Double(places.count)
        for i in places {
          let c = i % channels
          result[i] = (result[i] - mean) / (variance + epsilon).squareRoot() * gamma[c] + beta[c]
        }
      }
    }
    return layer["activation"] == "silu" ? result.map { $0 / (1 + exp(-$0)) } : result
  }
}
