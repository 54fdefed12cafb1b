import KernelContract

/// The streams of random numbers that this target draws; others start at 100.
package enum RandomStream {
  static let initialWeights: UInt32 = 1
  static let latentNoise: UInt32 = 2
  static let corruption: UInt32 = 3
  package static let prior: UInt32 = 4
  package static let neighboursDraw: UInt32 = 6
  static let evaluation: UInt32 = 7
  static let discriminatorWeights: UInt32 = 8
  static let smoothing: UInt32 = 10
  package static let neighboursMask: UInt32 = 11
  static let shift: UInt32 = 12
}

/// Which random numbers a training step draws: picture i of the step has its own sequence.
package struct StepNoise: Sendable, Hashable {
  package let seed: UInt64
  package let step: UInt32
  /// Which picture of the step is picture 0 of those in hand.
  var firstImage = 0
  /// Where not empty, the noise of the latents itself, row by row of those in hand: to redo what another program did.
  package let given: [Float]

  package init(seed: UInt64, step: Int, given: [Float] = []) {
    self.seed = seed
    self.step = UInt32(truncatingIfNeeded: step)
    self.given = given
  }

  func key(_ stream: UInt32, image: Int) -> RandomKey {
    RandomKey(seed: seed, stream: stream, step: step, image: UInt32(firstImage + image))
  }
}
