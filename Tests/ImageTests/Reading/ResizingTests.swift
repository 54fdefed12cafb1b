import Foundation
import Images
import Testing

@Suite("Resizing")
struct ResizingTests {
  /// The definition, in double precision and in two dimensions at once: no passes, no ring.
  static func reference(_ picture: Picture, width: Int, height: Int) -> [Double] {
    func weights(_ count: Int, _ target: Int, _ i: Int) -> [Double] {
      let scale = Double(count) / Double(target)
      let values = (0..<count).map { pixel -> Double in
        let x = (Double(pixel) + 0.5 - (Double(i) + 0.5) * scale) / max(scale, 1)
        if x == 0 { return 1 }
        return abs(x) < 3 ? 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * .pi * x * x) : 0
      }
      let sum = values.reduce(0, +)
      return values.map { $0 / sum }
    }
    var result: [Double] = []
    let across = (0..<width).map { weights(picture.width, width, $0) }
    for y in 0..<height {
      let down = weights(picture.height, height, y)
      for x in 0..<width {
        for channel in 0..<picture.channels {
          var sum = 0.0
          for row in 0..<picture.height where down[row] != 0 {
            for column in 0..<picture.width where across[x][column] != 0 {
              let i = (row * picture.width + column) * picture.channels + channel
              sum += down[row] * across[x][column] * Double(picture.pixels[i])
            }
          }
          result.append(min(max(sum, 0), 255))
        }
      }
    }
    return result
  }

  /// Half a level for rounding. The Float sums are exact to far less: at most 200 terms of weights
  /// that sum to under 2 in size, so 200 * 2 * 255 * 2^-24 = 0.006, once for each pass.
  @Test(
    arguments: [(1, 1), (2, 3), (5, 5), (17, 31), (89, 109), (200, 7)],
    [(1, 1), (3, 2), (5, 5), (16, 16), (33, 20), (64, 64)])
  func isWhatTheDefinitionSays(from: (Int, Int), to: (Int, Int)) {
    for channels in [1, 3] {
      let picture = gradient(width: from.0, height: from.1, channels: channels)
      var resizer = Resizer(
        Frame(width: to.0, height: to.1, channels: channels, fit: .stretch))
      let got = resizer.fit(picture)
      let wanted = Self.reference(picture, width: to.0, height: to.1)
      let worst = zip(got.pixels, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(got.pixels.count == wanted.count && worst <= 0.5 + 0.012, "\(channels) channels")
    }
  }

  @Test(arguments: [1, 3], [1, 7, 64])
  func theSameSizeIsTheSamePicture(channels: Int, side: Int) {
    let picture = gradient(width: side, height: side, channels: channels)
    var resizer = Resizer(Frame(width: side, height: side, channels: channels))
    #expect(resizer.fit(picture) == picture)
  }

  @Test(arguments: Frame.Fit.allCases, [(1, 300), (300, 1), (40, 30), (8, 8)])
  func oneColourStaysThatColour(fit: Frame.Fit, size: (Int, Int)) {
    let pixels = [UInt8](repeating: 77, count: size.0 * size.1)
    let picture = Picture(width: size.0, height: size.1, channels: 1, pixels: pixels)
    var resizer = Resizer(
      Frame(width: 12, height: 20, channels: 3, fit: fit), background: Color(77, 77, 77))
    #expect(resizer.fit(picture).pixels == [UInt8](repeating: 77, count: 12 * 20 * 3))
  }

  /// What a grey file holds is drawn like the same pixels in colour, with the background's own colour around.
  @Test(arguments: [1, 3])
  func theBackgroundKeepsItsColour(channels: Int) {
    let grey = gradient(width: 10, height: 4, channels: 1)
    let background = Color(10, 200, 90)
    var resizer = Resizer(
      Frame(width: 5, height: 5, channels: channels, fit: .whole), background: background)
    let fitted = resizer.fit(grey)
    #expect(fitted == resizer.fit(grey.converted(toChannels: 3)))
    #expect(Array(fitted.pixels[..<channels]) == (channels == 1 ? [131] : [10, 200, 90]))
  }

  @Test func theCropIsTheMiddle() {
    // Columns 0, 1, ... 9: the middle four of a 10x4 picture are 3, 4, 5, 6.
    let pixels = (UInt8(0)..<40).map { $0 % 10 }
    let picture = Picture(width: 10, height: 4, channels: 1, pixels: pixels)
    var resizer = Resizer(Frame(width: 4, height: 4, channels: 1, fit: .crop))
    let middle = (UInt8(0)..<16).map { 3 + $0 % 4 }
    #expect(resizer.fit(picture).pixels == middle)
  }

  @Test func theWholePictureKeepsItsShape() {
    let picture = Picture(
      width: 4, height: 2, channels: 1, pixels: [UInt8](repeating: 9, count: 8))
    var resizer = Resizer(Frame(width: 4, height: 4, channels: 1, fit: .whole))
    let blank = [UInt8](repeating: 255, count: 4)
    #expect(resizer.fit(picture).pixels == blank + [UInt8](repeating: 9, count: 8) + blank)
  }

  /// One pixel on, one off: the finest pattern there is becomes its mean, not a coarser pattern.
  /// Lanczos lets through less than 1 % of what lies at twice the limit of the target.
  @Test func finePatternsDoNotAlias() {
    let pixels = (0..<64 * 64).map { UInt8($0 % 2 * 255) }
    let picture = Picture(width: 64, height: 64, channels: 1, pixels: pixels)
    var resizer = Resizer(Frame(width: 21, height: 21, channels: 1))
    let got = resizer.fit(picture)
    for x in 3..<18 {
      let grey = Int(got.pixels[10 * 21 + x])
      #expect(abs(grey - 128) <= 3)
    }
  }

  /// Changing the size in between changes nothing: what is remembered is only a saving of time.
  @Test func rememberedWeightsAreTheRightOnes() {
    let frame = Frame(width: 9, height: 9, channels: 3)
    var resizer = Resizer(frame)
    for size in [(20, 30), (30, 20), (20, 30), (9, 9), (31, 20)] {
      let picture = gradient(width: size.0, height: size.1, channels: 3)
      var fresh = Resizer(frame)
      #expect(resizer.fit(picture) == fresh.fit(picture))
    }
  }

  @Test func greyIsRec601Luma() {
    for (red, green, blue) in [(255, 0, 0), (0, 255, 0), (0, 0, 255), (12, 200, 99)] {
      let picture = Picture(
        width: 1, height: 1, channels: 3, pixels: [UInt8(red), UInt8(green), UInt8(blue)])
      let exact = 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
      let grey = picture.converted(toChannels: 1).pixels[0]
      // Half a level for rounding; the factors are right to 2^-17 of 255 each.
      #expect(abs(Double(grey) - exact) <= 0.5 + 0.006)
    }
    for value in 0...255 {
      let grey = Picture(width: 1, height: 1, channels: 1, pixels: [UInt8(value)])
      #expect(grey.converted(toChannels: 3).converted(toChannels: 1) == grey)
    }
  }
}
