import Files
import KernelContract
import Tensors

/// A model as its file holds it: all that is needed to encode, decode and judge pictures.
package final class Model {
  package let architecture: Architecture
  package let network: Network
  /// In the order of `network.parameters`.
  package let weights: Tensor
  package var likelihood: LikelihoodState
  /// Codes of training pictures to draw between; nil before the end of training.
  package var neighbours: CodeNeighbours?
  /// How pictures become numbers; the trainer's own record.
  package var preprocessing: JSON
  /// How the model came to be; the trainer's own record.
  package var summary: JSON

  /// A model of zeros, to be filled.
  package init(_ architecture: Architecture) {
    self.architecture = architecture
    network = architecture.network
    weights = Tensor(count: network.parameters.bufferCount)
    likelihood = LikelihoodState(initialFor: architecture.likelihood)
    neighbours = nil
    preprocessing = .null
    summary = .null
  }

  package var scaledLikelihood: ScaledLikelihood {
    ScaledLikelihood(architecture.likelihood, likelihood)
  }

  /// The likelihood's value that pictures with these scores ask for; what it is where they are not finite.
  package func likelihoodValue(for scores: [PictureScore]) -> Double {
    let value = scaledLikelihood.batchValue(
      terms: scores.reduce(0) { $0 + $1.term },
      logScaleGradients: scores.reduce(0) { $0 + $1.logScaleGradient },
      numbers: scores.count * architecture.dimensions)
    return value.isFinite ? value : likelihood.value
  }
}
