import KernelContract
import Tensors

/// All of the discriminator that training changes.
package final class DiscriminatorState {
  package let discriminator: Discriminator
  package let weights: Tensor
  package let firstMoment: Tensor
  package let secondMoment: Tensor
  /// Steps applied so far.
  package var step = 0
  package var balance = GradientBalance()

  init(_ discriminator: Discriminator, seed: UInt64, kernels: any KernelTable) {
    self.discriminator = discriminator
    let count = discriminator.parameters.bufferCount
    weights = Tensor(count: count)
    firstMoment = Tensor(count: count)
    secondMoment = Tensor(count: count)
    Initialisation(seed: seed, kernels: kernels).fill(weights.shared, discriminator)
  }

  var parameters: TrainedParameters {
    TrainedParameters(
      weights: weights.shared, firstMoment: firstMoment.shared,
      secondMoment: secondMoment.shared, average: .empty)
  }
}

/// Running squared lengths of what pulls at the decoder's pictures, a picture.
package struct GradientBalance: Sendable, Hashable {
  package var pixels = 0.0
  package var features = 0.0
  package var adversarial = 0.0
  package var steps = 0

  package init(
    pixels: Double = 0, features: Double = 0, adversarial: Double = 0, steps: Int = 0
  ) {
    self.pixels = pixels
    self.features = features
    self.adversarial = adversarial
    self.steps = steps
  }

  mutating func follow(pixels: Double, features: Double, adversarial: Double) {
    let share = max(9 / Double(steps + 9), 0.02)
    self.pixels += share * (pixels - self.pixels)
    self.features += share * (features - self.features)
    self.adversarial += share * (adversarial - self.adversarial)
    steps += 1
  }

  /// What a gradient of this running squared length is multiplied by to be `weight` times as long as the pixels'.
  package func scale(_ squares: Double, weight: Float) -> Float {
    steps == 0 || squares <= 0 ? 0 : weight * Float((pixels / squares).squareRoot())
  }
}
