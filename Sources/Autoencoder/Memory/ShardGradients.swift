import Tensors

/// The flat gradient of each shard of a batch, one after another; they are added to the first.
struct ShardGradients: Sendable {
  private let floats: SharedFloats
  private let size: Int

  init(_ floats: SharedFloats, shards: Int) {
    self.floats = floats
    size = floats.count / shards
  }

  static let none = ShardGradients(.empty, shards: 1)

  subscript(shard: Int) -> SharedFloats { floats.part(shard, size: size) }
}
