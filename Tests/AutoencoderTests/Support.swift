import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Threads

let plain: any KernelTable = KernelSelection.available[KernelSelection.available.count - 1]

/// Smooth pictures with a little structure, in [0, 1]; a pure function of the arguments.
func pictures(_ a: Architecture, count: Int, seed: UInt64 = 1) -> Tensor {
  let pixels = Tensor(count: count * a.dimensions)
  let shared = pixels.shared
  var numbers = shared.mutableSpan
  plain.uniform(RandomKey(seed: seed, stream: 999, step: 0, image: 0), into: &numbers)
  for n in 0..<count {
    for y in 0..<a.height {
      for x in 0..<a.width {
        for c in 0..<a.channels {
          let i = ((n * a.height + y) * a.width + x) * a.channels + c
          let wave = Float((x * (n + 1) + y * (c + 2)) % 8) / 8
          // Whole levels of 256, as pixels of files are.
          numbers[i] = ((0.3 * numbers[i] + 0.7 * wave) * 255).rounded() / 255
        }
      }
    }
  }
  return pixels
}

/// A model with all parameters, biases and norms too, away from their special first values.
func shakenState(
  _ a: Architecture, seed: UInt64 = 5, objective: Objective = Objective(),
  kernels: any KernelTable
) -> TrainingState {
  let state = TrainingState(
    a, seed: seed, pixelMean: Array(repeating: 0.4, count: a.channels), kernels: kernels,
    objective: objective)
  for (index, tensor) in state.network.parameters.tensors.enumerated() {
    let noise = Tensor(count: tensor.count)
    let shared = noise.shared
    var numbers = shared.mutableSpan
    kernels.normal(
      RandomKey(seed: seed, stream: 998, step: 0, image: UInt32(index)), into: &numbers)
    let part = state.weights.shared[tensor.range]
    var weights = part.mutableSpan
    for i in 0..<weights.count { weights[i] += 0.1 * numbers[i] }
  }
  return state
}

/// A state whose shown average has its weights.
func shownState(_ a: Architecture, kernels: any KernelTable) -> TrainingState {
  let state = shakenState(a, kernels: kernels)
  let (shown, weights) = (state.average.weights.shared, state.weights.shared)
  var numbers = shown.mutableSpan
  for i in 0..<numbers.count { numbers[i] = weights.span[i] }
  return state
}

/// A shown model of the likelihood, and the state whose it is.
func shownModel(
  _ likelihood: Likelihood, kernels: any KernelTable
) throws -> (Model, TrainingState) {
  let state = shownState(try GradientCase.architecture(likelihood), kernels: kernels)
  return (state.average, state)
}

func array(_ shared: SharedFloats) -> [Float] {
  let numbers = shared.span
  return (0..<numbers.count).map { numbers[$0] }
}

func bits(_ tensor: borrowing Tensor) -> [UInt32] { array(tensor.shared).map(\.bitPattern) }
