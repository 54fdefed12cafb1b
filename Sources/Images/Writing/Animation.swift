import Files

/// Pictures one after the other, for ever: a GIF where the name ends in .gif, else a PNG with all
/// its colours, which programs that know no moving PNG show as the first picture.
package enum Animation {
  /// Writes `frames`, all of one size, each shown for `seconds`.
  package static func write(
    _ frames: [Picture], seconds: Double, to destination: PictureDestination, replacing: Bool
  ) throws {
    let channels = frames.reduce(1) { max($0, $1.channels) }
    let alike = frames.map { $0.converted(toChannels: channels) }
    let bytes =
      switch destination.format {
      case .gif: try GIFEncoder.encode(alike, seconds: seconds)
      default: try APNGEncoder.encode(alike, seconds: seconds)
      }
    try WholeFile.write(bytes.span, to: destination.path, replacing: replacing)
  }
}
