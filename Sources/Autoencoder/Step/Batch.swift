/// The pictures of one step, in shards.
///
/// What is summed over a batch is summed over each shard alone, in a fixed order, and then the sums of the shards
/// are added in pairs:
///
///     (0 + 1) + (2 + 3)
///
/// Where the shards begin and end depends on nothing but the number of pictures. So whoever takes a half or a quarter of
/// the shards ends in one number of that tree, and a step comes to the same bits whether one takes all of its
/// pictures or several take their parts and add what they have found.
package struct Batch: Sendable {
  /// Pictures of the whole step, and how many blocks and shards they are.
  package let total: Int
  let block: PictureBlock
  let allShards: Int
  /// The shards that are in hand here: all, or the part of one who shares the step with others.
  let shards: Range<Int>

  /// Fewer pictures are not worth a gradient of their own: it is written and read as a whole.
  private static let leastOfShard = 32
  private static let mostShards = 8

  /// The pictures of a step of `total` that part `part` of at most `Batch.shards` parts takes: whole shards, as many
  /// as the other parts or one more or less.
  package init(_ total: Int, _ objective: Objective, part: Int = 0, of parts: Int = 1) {
    self.total = total
    block = PictureBlock(images: total, objective)
    allShards = Batch.shards(images: total)
    precondition(allShards >= parts, "\(parts) parts of a step of \(allShards) shards")
    shards = part * allShards / parts..<(part + 1) * allShards / parts
  }

  /// The fewest pictures of a step that so many can share; nil where no step has so many shards.
  package static func fewestImages(parts: Int) -> Int? {
    var shards = 1
    while shards < parts { shards *= 2 }
    return shards <= mostShards ? shards * leastOfShard : nil
  }

  /// The most that can share a step.
  package static var mostParts: Int { mostShards }

  /// A power of two.
  package static func shards(images: Int) -> Int {
    var shards = 1
    while shards < mostShards && images >= 2 * shards * leastOfShard { shards *= 2 }
    return shards
  }

  /// Where shard k of all begins: shards are whole blocks.
  private func start(_ shard: Int) -> Int {
    min(total, shard * block.blocks(in: total) / allShards * block.images)
  }

  /// The pictures in hand, among those of the whole step.
  package var images: Range<Int> { start(shards.lowerBound)..<start(shards.upperBound) }

  /// The pictures of the k-th shard in hand, counted from the first in hand.
  func images(ofShard k: Int) -> Range<Int> {
    let first = start(shards.lowerBound)
    return start(shards.lowerBound + k) - first..<start(shards.lowerBound + k + 1) - first
  }

  /// Those of the shard in hand that holds picture `image`, counted likewise.
  func shard(holding image: Int) -> Range<Int> {
    for k in 0..<shards.count {
      let images = images(ofShard: k)
      if images.contains(image) { return images }
    }
    preconditionFailure("picture \(image) of \(images.count) in hand")
  }

  /// The blocks of the k-th shard in hand, likewise.
  func blocks(ofShard k: Int) -> Range<Int> {
    let images = images(ofShard: k)
    return images.lowerBound / block.images..<block.blocks(in: images.upperBound)
  }

  /// The first shards of the branches that some of the shards end in.
  static func branches(of shards: Range<Int>) -> [Int] {
    var firsts = Array(shards)
    addInTree(shards) { _, from in firsts.removeAll { $0 == from } }
    return firsts
  }

  /// Adds the sums of some of the shards as far as the tree goes among these: calls `add` with its pairs. A branch
  /// of the tree that is whole ends in its first shard; all shards end in shard 0.
  package static func addInTree(_ shards: Range<Int>, _ add: (_ to: Int, _ from: Int) -> Void) {
    var gap = 1
    while gap < shards.count {
      var first = (shards.lowerBound + 2 * gap - 1) / (2 * gap) * 2 * gap
      while first + 2 * gap <= shards.upperBound {
        add(first, first + gap)
        first += 2 * gap
      }
      gap *= 2
    }
  }
}
