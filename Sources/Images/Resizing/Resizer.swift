/// Brings pictures to one frame. It keeps the weights of the sizes that it saw and the memory it
/// worked in, so give each thread its own.
package struct Resizer {
  package let frame: Frame
  private let background: Color
  private var known: [Length: Resampling] = [:]
  private var strip: [Float] = []
  private var band: [Float] = []

  /// Weights are kept for so many lengths at most.
  private static let lengthsKept = 64

  private struct Length: Hashable {
    let count: Int
    let target: Int
  }

  package init(_ frame: Frame, background: Color = .white) {
    self.frame = frame
    self.background = background
  }

  /// The picture in a file's bytes as a training or a model gets it: decoded no larger than the frame
  /// needs, then fitted to it.
  package mutating func read(
    _ bytes: Span<UInt8>, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    try PictureReader.withPicture(bytes, options, for: frame) { fit($0) }
  }

  /// The picture in the size and channels of the frame.
  package mutating func fit(_ picture: consuming Picture) -> Picture {
    // A grey picture gets its colours at the end, which is quicker, but for what a background has.
    let channels = background.isGrey ? min(picture.channels, frame.channels) : frame.channels
    let picture = picture.converted(toChannels: channels)
    if picture.width == frame.width && picture.height == frame.height {
      return picture.converted(toChannels: frame.channels)
    }
    let (from, to) = frame.placement(of: picture.width, picture.height)
    var result = blank(channels: picture.channels)
    let passes = ResamplingPasses(
      across: resampling(from.x.count, to.x.count), down: resampling(from.y.count, to.y.count),
      channels: picture.channels)
    passes.resize(
      picture, x: from.x.start, y: from.y.start,
      to: &result, resultWidth: frame.width, resultX: to.x.start, resultY: to.y.start,
      strip: &strip, band: &band)
    return Picture(
      width: frame.width, height: frame.height, channels: picture.channels, pixels: result
    ).converted(toChannels: frame.channels)
  }

  private mutating func resampling(_ count: Int, _ target: Int) -> Resampling {
    let length = Length(count: count, target: target)
    if let resampling = known[length] { return resampling }
    if known.count == Self.lengthsKept { known = [:] }
    let resampling = Resampling(from: count, to: target)
    known[length] = resampling
    return resampling
  }

  private func blank(channels: Int) -> [UInt8] {
    let (color, count) = (background, frame.width * frame.height * channels)
    if channels == 1 { return [UInt8](repeating: color.luma, count: count) }
    var pixels = [UInt8](repeating: color.red, count: count)
    if color.isGrey { return pixels }
    for pixel in stride(from: 0, to: count, by: 3) {
      (pixels[pixel + 1], pixels[pixel + 2]) = (color.green, color.blue)
    }
    return pixels
  }
}
