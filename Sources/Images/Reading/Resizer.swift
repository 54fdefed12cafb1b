/// Brings pictures to one frame. It remembers the weights of the last size it saw, so give each
/// thread its own.
package struct Resizer: Sendable {
  package let frame: Frame
  private let background: Color
  private var across: (from: Int, to: Int, resampling: Resampling)?
  private var down: (from: Int, to: Int, resampling: Resampling)?

  package init(_ frame: Frame, background: Color = .white) {
    self.frame = frame
    self.background = background
  }

  /// The picture in the size and channels of the frame.
  package mutating func fit(_ picture: consuming Picture) -> Picture {
    let picture = frame.channels == 1 ? picture.converted(toChannels: 1) : picture
    let (from, to) = frame.placement(of: picture.width, picture.height)
    let across = Self.resampling(from.x.count, to.x.count, &across)
    let down = Self.resampling(from.y.count, to.y.count, &down)
    let channels = picture.channels
    var result = blank(channels)
    var row = [Float](repeating: 0, count: from.x.count * channels)
    for y in 0..<to.y.count {
      for i in row.indices { row[i] = 0.5 }
      for tap in 0..<down.taps {
        let weight = down.weights[y * down.taps + tap]
        let start =
          ((from.y.start + down.starts[y] + tap) * picture.width + from.x.start) * channels
        for i in row.indices { row[i] += weight * Float(picture.pixels[start + i]) }
      }
      for x in 0..<to.x.count {
        let target = ((to.y.start + y) * frame.width + to.x.start + x) * channels
        for channel in 0..<channels {
          var sum: Float = 0
          for tap in 0..<across.taps {
            let weight = across.weights[x * across.taps + tap]
            sum += weight * row[(across.starts[x] + tap) * channels + channel]
          }
          result[target + channel] = UInt8(min(max(sum, 0), 255))
        }
      }
    }
    return Picture(width: frame.width, height: frame.height, channels: channels, pixels: result)
      .converted(toChannels: frame.channels)
  }

  private func blank(_ channels: Int) -> [UInt8] {
    let color =
      channels == 1
      ? [background.luma] : [background.red, background.green, background.blue]
    return (0..<frame.width * frame.height * channels).map { color[$0 % channels] }
  }

  private static func resampling(
    _ from: Int, _ to: Int, _ last: inout (from: Int, to: Int, resampling: Resampling)?
  ) -> Resampling {
    if let last, last.from == from, last.to == to { return last.resampling }
    let resampling = Resampling(from: from, to: to)
    last = (from, to, resampling)
    return resampling
  }
}
