import KernelContract
import Tensors

/// All that training changes, and so all of the model that a checkpoint must hold.
package final class TrainingState {
  package let architecture: Architecture
  package let network: Network
  package let weights: Tensor
  /// AdamW's moments.
  package let firstMoment: Tensor
  package let secondMoment: Tensor
  /// The moving average of the weights with the likelihood's state: what the user gets to see.
  package let average: Model
  /// Of the network that tells pictures from what the decoder draws, where there is one.
  package let discriminator: DiscriminatorState?
  /// Steps applied so far.
  package var step = 0

  /// Fresh weights, a pure function of the seed. `pixelMean` has the data's mean of each channel.
  package init(
    _ architecture: Architecture, seed: UInt64, pixelMean: [Float], kernels: any KernelTable,
    objective: Objective = Objective()
  ) {
    precondition(pixelMean.count == architecture.channels, "a mean for each channel")
    self.architecture = architecture
    network = architecture.network
    let count = network.parameters.bufferCount
    weights = Tensor(count: count)
    firstMoment = Tensor(count: count)
    secondMoment = Tensor(count: count)
    average = Model(architecture)
    Initialisation(seed: seed, kernels: kernels).fill(
      weights.shared, network, outputMean: pixelMean.map(architecture.likelihood.output(forMean:)))
    average.weights.shared.copy(weights.shared)
    discriminator = objective.adversarial.map {
      DiscriminatorState(
        architecture.discriminator(filters: $0.filters), seed: seed, kernels: kernels)
    }
  }

  /// Starts from what a model of the same architecture has learned.
  package func start(from model: Model) {
    precondition(model.architecture == architecture, "a model of other layers")
    weights.shared.copy(model.weights.shared)
    average.weights.shared.copy(model.weights.shared)
    average.likelihood = model.likelihood
  }

  var parameters: TrainedParameters {
    TrainedParameters(
      weights: weights.shared, firstMoment: firstMoment.shared,
      secondMoment: secondMoment.shared, average: average.weights.shared)
  }
}
