import Files
import Images
import Tensors
import Threads

/// The pictures of a run, decoded, in two parts: to train on and held out.
final class TrainingPictures {
  let cache: PictureCache
  /// Places in the cache.
  let training: [Int]
  let heldOut: [Int]

  init(_ cache: PictureCache) {
    self.cache = cache
    (training, heldOut) = HeldOut.split(cache.names)
  }

  /// Puts pictures, values in [0, 1], one after another into `pixels`.
  func read(_ indices: some Collection<Int>, into pixels: Window) {
    var numbers = pixels.mutableSpan
    var i = 0
    for index in indices {
      for byte in cache.pixels[index] { numbers[i] = Float(byte) / 255; i += 1 }
    }
  }
}

final class BatchReader {
  let pictures: TrainingPictures
  let plan: TrainingPlan
  var step: Int
  let pixels: Tensor
  init(_ p: TrainingPictures, _ plan: TrainingPlan, _ step: Int) {
    pictures = p; self.plan = plan; self.step = step
    pixels = Tensor(count: plan.batch * plan.architecture.dimensions)
  }
  func seek(after s: Int) { step = s }
  func next() throws -> Window {
    let n = pictures.training.count
    pictures.read(
      (0..<plan.batch).map { pictures.training[((step * plan.batch + $0) &* 7919) % n] },
      into: pixels.window)
    step += 1
    return pixels.window
  }
}
extension TrainingPictures {
  func batches(_ plan: TrainingPlan, after: Int) -> BatchReader { BatchReader(self, plan, after) }
}
