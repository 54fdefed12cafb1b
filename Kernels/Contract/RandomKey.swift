/// Where in the sea of random numbers an operation draws: number i of (seed, stream, step, image) is
/// the same for every machine, level, thread and order of calls. Philox 4x32-10 with
/// key = seed and counter = (i / 4, image, step, stream), word i % 4.
package struct RandomKey: Sendable, Hashable {
  package var seed: UInt64
  package var stream: UInt32
  package var step: UInt32
  package var image: UInt32

  package init(seed: UInt64, stream: UInt32, step: UInt32, image: UInt32) {
    self.seed = seed
    self.stream = stream
    self.step = step
    self.image = image
  }
}
