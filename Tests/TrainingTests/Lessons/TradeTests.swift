import Analysis
import Autoencoder
import TestSupport
import Testing
import Training

@Suite("What the textbooks say of the divergence's weight")
struct TradeTests {
  /// beta-VAE: the more the divergence weighs, the less a code says and the worse a picture comes back.
  @Test func moreWeightMeansLessDivergenceAndWorsePictures() throws {
    let faces = try Lesson.faces.get().path
    let found = try [0.1, 1, 4].map { beta in
      var options = Lesson.options
      options.beta = beta
      return try Lesson(faces, options).summary
    }
    for (less, more) in zip(found, found.dropFirst()) {
      #expect(less.validation.divergence > 1.2 * more.validation.divergence)
      #expect(less.validation.reconstruction < more.validation.reconstruction)
      #expect(less.psnr > more.psnr + 0.3)
    }
  }

  /// A weight that is too high from the first step on leaves no latent in use, which is said; each cure brings some back.
  @Test func aCollapsedModelIsKnownAndCured() throws {
    let faces = try Lesson.faces.get().path
    var options = Lesson.options
    (options.beta, options.divergenceSchedule) = (10, .constant)
    let collapsed = try Lesson(faces, options).summary
    #expect(collapsed.notices.map(\.kind).contains(.posteriorCollapse))
    #expect(collapsed.activeUnits * 50 < collapsed.latents)
    let cures: [(name: String, give: (inout TrainingOptions) -> Void)] = [
      ("warm-up", { $0.divergenceSchedule = .linear(share: 0.1) }),
      ("cycles", { $0.divergenceSchedule = .cyclical(cycles: 4) }),
      ("free bits", { $0.freeBits = 0.1 }),
    ]
    for cure in cures {
      var options = options
      cure.give(&options)
      let cured = try Lesson(faces, options).summary
      #expect(cured.activeUnits * 20 > cured.latents, "\(cure.name): \(cured.activeUnits)")
      #expect(cured.psnr > collapsed.psnr + 0.3, "\(cure.name): \(cured.psnr)")
    }
  }
}
