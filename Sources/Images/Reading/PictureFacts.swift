/// What the header of a picture says; nothing is decoded to know it.
package struct PictureFacts: Sendable, Equatable {
  package let format: PictureFormat
  /// The picture's size the way it is to be seen: after the orientation has been applied.
  package let width: Int
  package let height: Int
  /// 1 for a grey format, 3 for colour, also for colour in which every pixel happens to be grey.
  package let channels: Int
  /// Bits of a sample in the file.
  package let bitDepth: Int
  /// Whether there can be transparent pixels: an alpha channel, or colours marked transparent.
  package let hasAlpha: Bool
  /// Whether the picture comes in passes of rising detail: interlaced PNG, progressive JPEG.
  package let isProgressive: Bool
  package let orientation: Orientation
}
