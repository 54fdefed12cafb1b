import Files
import Images

/// A picture as a model takes it.
struct FittedPicture: Sendable {
  let path: String
  let picture: Picture

  /// In [0, 1], channels interleaved.
  var values: [Float] { picture.pixels.map { Float($0) / 255 } }

  /// A checksum of the pixels, by which draws for pictures are told apart: it stays the same whatever
  /// other pictures are given, and whatever the file is called.
  var number: UInt32 {
    var sum = CRC32()
    sum.update(picture.pixels.span)
    return sum.value
  }
}
