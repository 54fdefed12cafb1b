/// Brings pictures to one frame. It remembers the weights of the last size that it saw, so give
/// each thread its own.
package struct Resizer {
  package let frame: Frame
  private let background: Color
  private var last: ResamplingPasses?

  package init(_ frame: Frame, background: Color = .white) {
    self.frame = frame
    self.background = background
  }

  /// The picture in the size and channels of the frame.
  package mutating func fit(_ picture: consuming Picture) -> Picture {
    let picture = frame.channels == 1 ? picture.converted(toChannels: 1) : picture
    let (from, to) = frame.placement(of: picture.width, picture.height)
    var result = blank(channels: picture.channels)
    let passes = passes(
      across: (from.x.count, to.x.count), down: (from.y.count, to.y.count), picture.channels)
    passes.resize(
      picture, x: from.x.start, y: from.y.start,
      to: &result, resultWidth: frame.width, resultX: to.x.start, resultY: to.y.start)
    return Picture(
      width: frame.width, height: frame.height, channels: picture.channels, pixels: result
    ).converted(toChannels: frame.channels)
  }

  private mutating func passes(
    across: (Int, Int), down: (Int, Int), _ channels: Int
  ) -> ResamplingPasses {
    if let last, (last.across.count, last.across.target) == across,
      (last.down.count, last.down.target) == down, last.channels == channels
    {
      return last
    }
    let passes = ResamplingPasses(
      across: Resampling(from: across.0, to: across.1),
      down: Resampling(from: down.0, to: down.1), channels: channels)
    last = passes
    return passes
  }

  private func blank(channels: Int) -> [UInt8] {
    let color =
      channels == 1
      ? [background.luma] : [background.red, background.green, background.blue]
    return [UInt8](capacity: frame.width * frame.height * channels) { result in
      for _ in 0..<frame.width * frame.height {
        for value in color { result.append(value) }
      }
    }
  }
}
