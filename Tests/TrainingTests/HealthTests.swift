import Testing
import Training

@Suite("Signs of an unhealthy run")
struct HealthTests {
  @Test("few pictures are told, and flipping is not advised twice")
  func few() {
    #expect(Health.tooFewPictures(200, flipped: false) == nil)
    let notice = Health.tooFewPictures(12, flipped: false)
    #expect(notice?.finding.contains("12 pictures") == true)
    #expect(notice?.remedy.contains("--augment flip") == true)
    #expect(Health.tooFewPictures(12, flipped: true)?.remedy.contains("--augment") == false)
  }

  @Test("pictures that are all alike", arguments: [(0.0, true), (0.01, true), (0.1, false)])
  func alike(_ deviation: Double, _ told: Bool) {
    #expect((Health.picturesAlike(deviation: deviation) != nil) == told)
  }

  @Test("copies", arguments: [(0, 100, false), (1, 100, false), (2, 100, true), (5, 5, true)])
  func copies(_ copies: Int, _ looked: Int, _ told: Bool) {
    #expect((Health.duplicates(copies, of: looked) != nil) == told)
  }

  @Test(
    "posterior collapse",
    arguments: [
      (12, 128, 9, 0.5, true), (13, 128, 9, 0.5, false), (0, 128, 9, 0.1, false),
      (0, 4, 2, 1, true), (0, 4, 1, 1, false),
    ])
  func collapse(_ active: Int, _ units: Int, _ pictures: Int, _ progress: Double, _ told: Bool) {
    let notice = Health.posteriorCollapse(
      active: active, of: units, pictures: pictures, progress: progress)
    #expect((notice != nil) == told)
    if let notice { #expect(notice.remedy.contains("--beta")) }
  }

  @Test(
    "overfitting needs rising validation and falling training",
    arguments: [
      ([7.0, 6.5, 6.4, 6.3, 6.2], [7.0, 6.4, 6.3, 6.2, 6.1], false),
      ([7.0, 6.5, 6.52, 6.55, 6.6], [7.0, 6.4, 6.2, 6.0, 5.8], true),
      ([7.0, 6.5, 6.52, 6.55, 6.6], [7.0, 6.4, 6.5, 6.6, 6.7], false),
      ([7.0, 6.5, 6.501, 6.502, 6.503], [7.0, 6.4, 6.2, 6.0, 5.8], false),
      ([6.0, 7.0], [6.0, 5.0], false),
    ])
  func overfitting(_ validation: [Double], _ training: [Double], _ told: Bool) {
    #expect((Health.overfitting(validation: validation, training: training) != nil) == told)
  }

  @Test(
    "adversaries of which one is far ahead",
    arguments: [
      ([1.0, 16, 17, 18], true), ([16.0, 17, 9], false), ([0.5, 0.01, -0.01, 0], true),
      ([0.01, 0.3, 0.01], false), ([20.0, 20], false), ([], false),
    ] as [([Double], Bool)])
  func adversaries(_ gaps: [Double], _ told: Bool) {
    #expect((Health.unevenAdversaries(logitGaps: gaps) != nil) == told)
  }
}
