import Files
import Images

/// A picture of 8 bits a value, grey or in colour.
public struct RGBImage: Sendable, Equatable {
  let picture: Picture

  /// Pixels across.
  public var width: Int { picture.width }
  /// Pixels down.
  public var height: Int { picture.height }
  /// 1 (grey) or 3 (red, green, blue).
  public var channels: Int { picture.channels }
  /// Rows from the top, the channels of a pixel together: `width * height * channels` values.
  public var pixels: [UInt8] { picture.pixels }

  init(_ picture: Picture) { self.picture = picture }

  /// A picture of these values; traps unless there are `width * height * channels` of them.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    picture = Picture(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The picture in a PNG, JPEG or WebP file, turned upright, over white where it is transparent.
  public init(contentsOf path: String) throws {
    let bytes = try PictureFile.read(path)
    picture = try PictureReader.read(bytes.span)
  }

  /// Writes a PNG or a JPEG, as the name says. What has the name already stays and is an error, unless `replacing`.
  public func write(to path: String, replacing: Bool = false) throws {
    try PictureWriter.write(picture, to: PictureDestination(picture: path), replacing: replacing)
  }
}
