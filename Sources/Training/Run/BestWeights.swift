import Autoencoder
import Files
import Tensors

/// The averaged weights of the report that judged best so far: what a run with `--keep best` ends with.
///
/// A checkpoint holds them, so that a run that was stopped ends with the same ones.
final class BestWeights {
  let weights: Tensor
  /// After how many steps they were judged; 0 before any report.
  private(set) var step = 0
  private(set) var bitsPerDimension = Double.infinity
  private var likelihood: LikelihoodState

  init(_ architecture: Architecture) {
    weights = Tensor(count: architecture.network.parameters.bufferCount)
    likelihood = LikelihoodState(initialFor: architecture.likelihood)
  }

  /// Takes over the weights of a model if they are better than any so far.
  func judge(_ model: Model, step: Int, bitsPerDimension: Double) {
    guard bitsPerDimension < self.bitsPerDimension else { return }
    weights.shared.copy(model.weights.shared)
    likelihood = model.likelihood
    (self.step, self.bitsPerDimension) = (step, bitsPerDimension)
  }

  /// Gives them to the model; false where there are none.
  func restore(to model: Model) -> Bool {
    guard step > 0 else { return false }
    model.weights.shared.copy(weights.shared)
    model.likelihood = likelihood
    return true
  }

  // MARK: - As JSON

  var json: JSON {
    guard step > 0 else { return ["step": 0] }
    return [
      "step": .integer(step), "bits_per_dim": .number(bitsPerDimension),
      "likelihood": likelihood.json,
    ]
  }

  /// False where a part is missing, or is none that a run has.
  func read(_ json: JSON) -> Bool {
    guard let step = json["step"]?.integer, 0...RunPosition.mostSteps ~= step else { return false }
    if step > 0 {
      guard let bits = json["bits_per_dim"]?.number,
        let state = json["likelihood"].flatMap({ LikelihoodState(json: $0) }),
        state.batches <= RunPosition.mostSteps
      else { return false }
      (bitsPerDimension, likelihood) = (bits, state)
    } else {
      bitsPerDimension = .infinity
    }
    self.step = step
    return true
  }
}
