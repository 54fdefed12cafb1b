import Analysis
import Images
import Testing

@Suite("A perceptual hash stays with its picture")
struct PerceptualHashTests {
  /// Waves of brightness, `scale` pixels to each of 18x16 places.
  private func picture(scale: Int, lighter: Int = 0, mirrored: Bool = false) -> Picture {
    let (width, height) = (18 * scale, 16 * scale)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let place = (mirrored ? width - 1 - x : x) / scale
        pixels.append(UInt8(lighter + (place * place * 5 + y / scale * place * 11) % 200))
      }
    }
    return Picture(width: width, height: height, channels: 1, pixels: pixels)
  }

  @Test("scaled or lightened, a picture keeps its bits")
  func stable() {
    let hash = PerceptualHash(picture(scale: 1))
    #expect(hash.distance(to: PerceptualHash(picture(scale: 4))) == 0)
    #expect(hash.distance(to: PerceptualHash(picture(scale: 1, lighter: 20))) == 0)
    #expect(!hash.isFlat)
  }

  @Test("its mirror image is another picture")
  func different() {
    let hash = PerceptualHash(picture(scale: 1))
    #expect(hash.distance(to: PerceptualHash(picture(scale: 1, mirrored: true))) > 20)
  }

  @Test("a flat picture says so, of any size", arguments: [(1, 1), (3, 40), (200, 10)])
  func flat(width: Int, height: Int) {
    let grey = [UInt8](repeating: 7, count: width * height)
    let hash = PerceptualHash(Picture(width: width, height: height, channels: 1, pixels: grey))
    #expect(hash.isFlat && hash.bits == 0)
  }
}
