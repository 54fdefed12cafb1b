import Images
import Testing

@Suite("A frame knows what it does to pictures of other sizes and shapes")
struct FrameShapeTests {
  /// A frame of 16x16, pictures, whether they are enlarged by each fit, and the mismatch in hundredths.
  @Test(
    arguments: [
      (16, 16, [false, false, false], 0), (15, 16, [true, false, true], 6),
      (8, 8, [true, true, true], 0), (40, 20, [false, false, false], 50),
      (64, 8, [true, false, true], 87), (64, 12, [true, false, true], 81),
      (8, 12, [true, true, true], 33), (24, 32, [false, false, false], 25),
      (1, 1, [true, true, true], 0),
    ] as [(Int, Int, [Bool], Int)])
  func square(width: Int, height: Int, enlarged: [Bool], mismatch: Int) {
    for (fit, isEnlarged) in zip([.crop, .whole, .stretch] as [Frame.Fit], enlarged) {
      let frame = Frame(width: 16, height: 16, channels: 3, fit: fit)
      #expect(frame.enlarges(width, height) == isEnlarged, "\(fit)")
      #expect(Int(frame.mismatch(width, height) * 100) == mismatch)
      #expect(frame.mismatch(width, height) == frame.mismatch(height, width))
    }
  }

  @Test("the mismatch is the share that a crop cuts off and that a border takes")
  func shares() {
    let frame = Frame(width: 32, height: 16, channels: 1)
    // Of 60x60 the middle 60x30 is taken; whole, it is 16x16 of 32x16.
    #expect(frame.mismatch(60, 60) == 0.5)
    // Of 100x40 the middle 80x40 is taken.
    #expect(abs(frame.mismatch(100, 40) - 0.2) < 1e-12)
    #expect(frame.mismatch(64, 32) == 0)
  }
}
