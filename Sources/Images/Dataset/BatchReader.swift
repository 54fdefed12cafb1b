import Files
import Tensors
import Threads

/// The batches of a training, one after another, read beside the computation.
///
/// The pictures go by in epochs, each in a seeded order of its own, without a seam: batch t of B
/// pictures is places t B ..< (t + 1) B of all epochs one after another, so the batch that an epoch
/// ends in goes on with the next. Which pictures, and which of them are mirrored, depends on (seed, t)
/// alone: a training can go on at any batch.
package final class BatchReader {
  private let recipe: BatchRecipe
  private let cache: PictureCache
  private var prefetch: Prefetch

  /// The batches of `size` of these `pictures`, which are places in the cache, from batch `first` on; of each batch
  /// the part that is `taken`, by default all.
  package init(
    _ cache: PictureCache, pictures: [Int], size: Int, taking taken: Range<Int>? = nil,
    seed: UInt64, flips: Bool, first: Int = 0
  ) throws(NoThread) {
    precondition(!pictures.isEmpty && size > 0, "no pictures to read")
    self.cache = cache
    recipe = BatchRecipe(
      pictures: pictures, size: size, taken: taken ?? 0..<size, seed: seed, flips: flips)
    prefetch = try Prefetch(cache, recipe, first: first)
  }

  /// Goes on with batch `number`.
  package func seek(_ number: Int) throws(NoThread) {
    prefetch = try Prefetch(cache, recipe, first: number)
  }

  /// What is taken of the next batch: pictures x height x width x channels, values byte / 255. It is overwritten
  /// after the next call.
  package func next() throws(FileError) -> SharedFloats { try prefetch.next() }
}

/// Which pictures a batch is made of.
struct BatchRecipe: Sendable {
  let pictures: [Int]
  let size: Int
  let taken: Range<Int>
  let seed: UInt64
  let flips: Bool

  /// Picture `i` of those taken of batch `number`: its place in the cache, and whether it is mirrored. `order` is
  /// that of an epoch at hand, replaced where another is needed.
  func picture(
    _ i: Int, of number: Int, _ order: inout EpochOrder?
  ) -> (place: Int, isMirrored: Bool) {
    let place = number * size + taken.lowerBound + i
    let epoch = place / pictures.count
    let permutation: Permutation
    if let order, order.epoch == epoch {
      permutation = order.permutation
    } else {
      permutation = Permutation(count: pictures.count, seed: seed, epoch: epoch)
      order = EpochOrder(epoch: epoch, permutation: permutation)
    }
    // The coins are a stream beside those of the epochs, which count up from 0.
    let coin = CountedBits(seed: seed, stream: .max)[UInt64(place)]
    return (pictures[permutation[place % pictures.count]], flips && coin >> 63 == 1)
  }
}

struct EpochOrder {
  let epoch: Int
  let permutation: Permutation
}
