import Analysis
import Autoencoder
import SamplePictures
import TestSupport
import Testing
import Training

@Suite("What the textbooks say of autoencoders that draw no codes")
struct PlainTests {
  private func lesson(_ objective: Objective) throws -> Lesson {
    var options = Lesson.options
    options.objective = objective
    (options.codeShape, options.latents) = (.vector, 16)
    return try Lesson(try Lesson.faces.get().path, options)
  }

  /// Faces that no lesson has seen.
  private static let faces = (0..<64).map { index in
    Face(seed: 9, index: index).picture(width: 16, height: 16).pixels.map { Float($0) / 255 }
  }

  /// Its codes lie anywhere, so that what is drawn from the prior is farther from any face.
  @Test func itsPriorDrawsNoFaces() throws {
    let (plain, variational) = try (
      lesson(Objective(.deterministic(sparsity: 0))), lesson(Objective())
    )
    func distance(_ lesson: Lesson) -> Double {
      Summary.mean(
        lesson.drawn(64).map { drawn in
          Self.faces.map { PictureSimilarity.meanSquaredError($0.span, drawn.span) }.min() ?? 0
        })
    }
    #expect(distance(plain) > 1.15 * distance(variational))
    // The variational one's lie as the prior does: of mean square 1, less their own spread.
    func meanSquare(_ lesson: Lesson) -> Double {
      Summary.mean(lesson.encode(Self.faces).flatMap { $0.map { Double($0 * $0) } })
    }
    #expect((0.3...1.5).contains(meanSquare(variational)), "\(meanSquare(variational))")
    #expect(!(0.3...1.5).contains(meanSquare(plain)), "\(meanSquare(plain))")
  }

  /// What was trained to remove noise removes more of it than what was not.
  @Test func denoisingRemovesNoise() throws {
    let (plain, denoising) = try (
      lesson(Objective(.deterministic(sparsity: 0))),
      lesson(Objective(.deterministic(sparsity: 0), corruption: 0.2))
    )
    var random = RepeatableNumbers(seed: 1)
    let noisy = Self.faces.map { face in
      // Four uniform numbers make a deviation of 0.2.
      face.map { pixel in
        pixel + 0.1 * Float(3).squareRoot()
          * (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
      }
    }
    func psnr(_ lesson: Lesson) -> Double {
      let cleaned = lesson.decode(lesson.encode(noisy))
      return Summary.mean(
        zip(cleaned, Self.faces).map { PictureSimilarity.psnr($0.span, $1.span) })
    }
    #expect(psnr(denoising) > psnr(plain) + 0.5, "\(psnr(denoising)) \(psnr(plain))")
  }
}
