import Images
import Testing

@Suite("Numbers become bytes: clamped, then rounded")
struct PixelsTests {
  @Test(
    arguments: [
      (0, 0), (1, 255), (-0.0, 0), (-0.1, 0), (1.1, 255), (.infinity, 255), (-.infinity, 0),
      (.nan, 0), (-.nan, 0), (0.49 / 255, 0), (0.51 / 255, 1), (127.49 / 255, 127),
      (127.51 / 255, 128), (254.49 / 255, 254), (254.51 / 255, 255), (.leastNonzeroMagnitude, 0),
    ] as [(Float, UInt8)])
  func table(x: Float, byte: UInt8) {
    #expect(Pixels.byte(x) == byte, "\(x)")
  }

  @Test func everyByteComesBack() {
    let values = (0...255).map { Float($0) / 255 }
    let picture = Pixels.picture(values.span, width: 16, height: 16, channels: 1)
    #expect(picture.pixels == Array(0...255))
  }
}
