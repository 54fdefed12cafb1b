import Autoencoder
import Cluster
import KernelContract
import Tensors
import Threads
import Training

/// What `bench train` and `bench infer` measure: a model with first weights, of the size and shape that the
/// line asks for, on pictures and codes whose values do not matter.
struct BenchModel {
  let architecture: Architecture
  /// How long to measure.
  let seconds: Double
  let team: Team
  let kernels: any KernelTable

  init(_ line: ParsedLine, of member: (any ClusterMember)? = nil) throws {
    let size = line[BenchCommand.size]
    let (preset, code) = (line[BenchCommand.preset], BenchCommand.code)
    if preset == .dense && line.has(code.declaration) {
      throw UsageError.rule("--\(code.declaration.name) has no effect on --preset dense")
    }
    architecture = try Architecture(
      preset, height: size, width: size, channels: 3,
      codeShape: preset == .dense ? nil : line[code])
    seconds = line[BenchCommand.seconds]
    team = Team(line, of: member)
    kernels = try Kernels.chosen()
  }

  /// Throws where so many bytes are more than there are.
  func checkMemory(for needed: Int) throws {
    try Machine(kernels: kernels, team: team).checkMemory(for: needed)
  }

  func state() -> TrainingState {
    TrainingState(architecture, seed: 0, pixelMean: [0.5, 0.5, 0.5], kernels: kernels)
  }

  func numbers(_ count: Int) -> Tensor {
    var tensor = Tensor(count: count)
    var span = tensor.mutableSpan
    kernels.uniform(RandomKey(seed: 1, stream: 100, step: 0, image: 0), into: &span)
    return tensor
  }
}

extension [Double] {
  /// The middle one of some times; of an even number the larger of two.
  var median: Double { sorted()[count / 2] }
}
