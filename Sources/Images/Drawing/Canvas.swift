/// An RGB picture in the making.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var pixels: [UInt8]

  init(width: Int, height: Int, background: Color) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 0, count: width * height * 3)
    fill(x: 0, y: 0, width: width, height: height, background)
  }

  var picture: Picture { Picture(width: width, height: height, channels: 3, pixels: pixels) }

  /// The picture with its first channel alone, for canvases on which everything is grey.
  var greyPicture: Picture {
    let grey = stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
    return Picture(width: width, height: height, channels: 1, pixels: grey)
  }

  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) {
        set(column, row, color)
      }
    }
  }

  /// `picture` with its top left corner at x, y, each of its pixels `scale` wide and high.
  mutating func place(_ picture: Picture, x: Int, y: Int, scale: Int) {
    let green = picture.channels == 3 ? 1 : 0
    for row in 0..<picture.height {
      for column in 0..<picture.width {
        let i = (row * picture.width + column) * picture.channels
        let color = Color(
          picture.pixels[i], picture.pixels[i + green], picture.pixels[i + 2 * green])
        fill(
          x: x + column * scale, y: y + row * scale, width: scale, height: scale, color)
      }
    }
  }

  /// `color` over what is there, covering `share` of the pixel.
  mutating func blend(_ x: Int, _ y: Int, _ color: Color, _ share: Float) {
    guard x >= 0, y >= 0, x < width, y < height, share > 0 else { return }
    let i = (y * width + x) * 3
    let share = min(share, 1)
    func mix(_ below: UInt8, _ above: UInt8) -> UInt8 {
      UInt8((Float(below) + (Float(above) - Float(below)) * share).rounded())
    }
    set(
      x, y,
      Color(
        mix(pixels[i], color.red), mix(pixels[i + 1], color.green), mix(pixels[i + 2], color.blue)))
  }

  private mutating func set(_ x: Int, _ y: Int, _ color: Color) {
    let i = (y * width + x) * 3
    pixels[i] = color.red
    pixels[i + 1] = color.green
    pixels[i + 2] = color.blue
  }
}
