import Analysis
import Foundation
import Testing

@Suite("PSNR and SSIM agree with values worked out by hand")
struct PictureSimilarityTests {
  @Test("an error of a tenth everywhere is 20 decibels")
  func psnr() {
    let a = [Float](repeating: 0.5, count: 12)
    let b = [Float](repeating: 0.6, count: 12)
    // 10 log10(1 / 0.1^2) = 20; 0.6 - 0.5 in Float is off by 2^-25, which moves it by 3e-6 dB.
    #expect(abs(PictureSimilarity.psnr(a.span, b.span) - 20) < 1e-5)
    #expect(PictureSimilarity.psnr(a.span, a.span) == .infinity)
    let undefined = a.map { _ in Float.nan }
    #expect(PictureSimilarity.psnr(a.span, undefined.span).isNaN)
  }

  @Test(
    "a picture is wholly like itself", arguments: [(16, 16, 3), (11, 11, 1), (5, 3, 1), (1, 1, 1)])
  func identity(width: Int, height: Int, channels: Int) {
    let picture = (0..<width * height * channels).map { Float($0 * 37 % 101) / 101 }
    let ssim = PictureSimilarity.ssim(
      picture.span, picture.span, width: width, height: height, channels: channels)
    #expect(abs(ssim - 1) < 1e-12)
  }

  @Test("flat pictures differ by their means alone", arguments: [(16, 16), (4, 4)])
  func flat(width: Int, height: Int) {
    let a = [Float](repeating: 0.25, count: width * height)
    let b = [Float](repeating: 0.75, count: width * height)
    // (2 * 0.25 * 0.75 + C1) / (0.25^2 + 0.75^2 + C1); variances and covariance are zero.
    let expected = (0.375 + 1e-4) / (0.625 + 1e-4)
    let ssim = PictureSimilarity.ssim(a.span, b.span, width: width, height: height, channels: 1)
    #expect(abs(ssim - expected) < 1e-9)
  }

  @Test("one place of the window: the formula, term by term")
  func oneWindow() {
    // 2x1 pixels: the window of two has weights 1/2, 1/2.
    let a: [Float] = [0, 1]
    let b: [Float] = [0.25, 0.5]
    let (ma, mb) = (0.5, 0.375)
    let (va, vb) = (0.25, 0.15625 - 0.140625)
    let covariance = 0.25 - ma * mb
    let expected =
      (2 * ma * mb + 1e-4) * (2 * covariance + 9e-4)
      / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))
    let ssim = PictureSimilarity.ssim(a.span, b.span, width: 2, height: 1, channels: 1)
    #expect(abs(ssim - expected) < 1e-12)
  }

  @Test("a negative is unlike its picture")
  func negative() {
    let picture = (0..<256).map { Float($0 * 37 % 101) / 101 }
    let negative = picture.map { 1 - $0 }
    #expect(
      PictureSimilarity.ssim(picture.span, negative.span, width: 16, height: 16, channels: 1) < 0)
  }
}
