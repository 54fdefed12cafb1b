/// The size that every picture of a set is brought to, and how.
package struct Frame: Sendable, Hashable {
  package enum Fit: String, Sendable, CaseIterable {
    /// The middle of the picture fills the frame; what does not fit its sides is cut off.
    case crop
    /// The whole picture in the middle of the frame, with the background around it.
    case whole
    /// The whole picture fills the frame, its sides stretched as needed.
    case stretch
  }

  package let width: Int
  package let height: Int
  /// 1 grey or 3 RGB.
  package let channels: Int
  package let fit: Fit

  package init(width: Int, height: Int, channels: Int, fit: Fit = .crop) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3), "not a frame")
    self.width = width
    self.height = height
    self.channels = channels
    self.fit = fit
  }

  /// A run of pixels in one direction.
  struct Extent: Hashable {
    let start: Int
    let count: Int

    init(_ start: Int, _ count: Int) {
      self.start = start
      self.count = count
    }

    /// `count` pixels in the middle of `whole`.
    init(middle count: Int, of whole: Int) {
      self.init((whole - count) / 2, count)
    }
  }

  /// Which part of a picture goes to which part of the frame, in each direction.
  func placement(
    of pictureWidth: Int, _ pictureHeight: Int
  ) -> (from: (x: Extent, y: Extent), to: (x: Extent, y: Extent)) {
    let all = (x: Extent(0, pictureWidth), y: Extent(0, pictureHeight))
    let frame = (x: Extent(0, width), y: Extent(0, height))
    // pictureWidth / pictureHeight against width / height.
    let (ours, its) = (pictureWidth * height, pictureHeight * width)
    switch fit {
    case .stretch:
      return (all, frame)
    case .crop where ours > its:
      let used = max(1, (its + height / 2) / height)
      return ((Extent(middle: used, of: pictureWidth), all.y), frame)
    case .crop:
      let used = max(1, (ours + width / 2) / width)
      return ((all.x, Extent(middle: used, of: pictureHeight)), frame)
    case .whole where ours > its:
      let used = max(1, (its + pictureWidth / 2) / pictureWidth)
      return (all, (frame.x, Extent(middle: used, of: height)))
    case .whole:
      let used = max(1, (ours + pictureHeight / 2) / pictureHeight)
      return (all, (Extent(middle: used, of: width), frame.y))
    }
  }

  /// By how much a decoder may divide the sides of a picture of this size, 1, 2, 4 or 8: what is
  /// left has at least twice the pixels that the frame takes, in each direction, so the filter
  /// that follows decides alone what detail survives.
  func reduction(of pictureWidth: Int, _ pictureHeight: Int) -> Int {
    let (from, to) = placement(of: pictureWidth, pictureHeight)
    let surplus = min(from.x.count / to.x.count, from.y.count / to.y.count) / 2
    return surplus >= 8 ? 8 : surplus >= 4 ? 4 : surplus >= 2 ? 2 : 1
  }
}
