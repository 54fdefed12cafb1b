/// Pictures of a step whose weight gradients are summed together, in layers that sum by block.
///
/// Its size depends on nothing but the number of pictures, so that sums come out the same whoever takes
/// which pictures: a thread's group is whole blocks. Few pictures make small blocks, enough for many
/// threads; large ones have fewer sums to write and to add. Sizes divide the largest group, which
/// rounding up to whole blocks must not outgrow.
struct PictureBlock {
  let images: Int
  /// Rows of the decoder.
  let rows: Int

  init(images count: Int, _ objective: Objective = Objective()) {
    var size = objective.samples > 1 || count < 16 ? 1 : count < 32 ? 2 : 4
    // Rows of several kinds lie one kind after another, each in whole blocks.
    while objective.adversarial != nil && count % size != 0 { size /= 2 }
    images = size
    rows = images * objective.samples
  }

  /// How many blocks so many pictures are, the last one perhaps a part of one.
  func blocks(in pictures: Int) -> Int { (pictures + images - 1) / images }

  /// The pictures of the whole blocks that hold so many.
  func roundingUp(_ pictures: Int) -> Int { blocks(in: pictures) * images }

  /// The most blocks of a network's rows in a step of at most `capacity` pictures, of `kinds` rows each.
  static func most(capacity: Int, _ objective: Objective, kinds: Int = 1) -> Int {
    // They may be a part of an odd number.
    if objective.adversarial != nil { return kinds * capacity }
    return (1...capacity).reduce(0) { most, count in
      max(most, kinds * PictureBlock(images: count, objective).blocks(in: count))
    }
  }
}
