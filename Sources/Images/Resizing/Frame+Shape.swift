/// What a frame does to pictures of other sizes and shapes.
extension Frame {
  /// Whether a picture of this size has fewer pixels than the part of the frame that it fills, in
  /// either direction.
  package func enlarges(_ pictureWidth: Int, _ pictureHeight: Int) -> Bool {
    let (from, to) = placement(of: pictureWidth, pictureHeight)
    return from.x.count < to.x.count || from.y.count < to.y.count
  }

  /// How far the picture's shape is from the frame's, in [0, 1): 1 - smaller / larger of the two
  /// ratios width / height. It is the share of the picture that a crop cuts off, the share of the frame
  /// that the background has around a whole picture, and what stretching takes from one side against
  /// the other.
  package func mismatch(_ pictureWidth: Int, _ pictureHeight: Int) -> Double {
    let (ours, its) = (Double(pictureWidth * height), Double(pictureHeight * width))
    return 1 - min(ours, its) / max(ours, its)
  }
}
