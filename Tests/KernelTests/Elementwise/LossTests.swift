import Foundation
import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

@Suite("Likelihoods and latents equal their plain twins, and their gradients their differences")
struct LossTests {
  @Test(arguments: KernelSelection.available.map(\.name), LikelihoodTerm.cases)
  func likelihoodEqualsTheTwin(level: String, term: LikelihoodTerm) throws {
    let kernels = try KernelSelection.choose(level)
    for layout in LikelihoodTerm.layouts {
      expectNone(term.differencesFromTwin(kernels, layout))
    }
  }

  /// (f(r + s) - f(r - s)) / 2 s is off by s^2 / 6 of the third derivative, at most 1 / scale^3 /
  /// 8, and by the rounding of r: 2^-24 over s of the slope.
  @Test(arguments: LikelihoodTerm.cases)
  func likelihoodGradientsAreDifferences(term: LikelihoodTerm) {
    let layout = LikelihoodTerm.layouts[2]
    let step: Float = 0x1p-10
    let whole = LossRun(PlainKernels(), term, layout, .atStart)
    let gradient = whole.output.interior(images: 2, of: whole.gradient)
    for i in 0..<2 * layout.valueCount {
      let n = i / layout.valueCount
      let up = LossRun(PlainKernels(), term, layout, .atStart, step: (i, step)).terms[n]
      let down = LossRun(PlainKernels(), term, layout, .atStart, step: (i, -step)).terms[n]
      // The gradient of the squared error is half its slope, by its definition.
      let slope = (up - down) / Double(2 * step) * (term == .squaredError ? 0.5 : 1)
      var scale = 1.0
      if case .discretisedLogistic(let logScale) = term { scale = exp(Double(logScale)) }
      let tolerance = pow(Double(step), 2) / 48 / pow(scale, 3) + 0x1p-12 / scale
      #expect(abs(slope - Double(gradient[i])) <= tolerance, "\(term), pixel \(i)")
    }
    if case .discretisedLogistic(let logScale) = term {
      // With D = d/d(log scale) = -a d/da, a tail's term softplus(-a) has the slope a t, t =
      // sigmoid(-a), and D D (a t) = a t + 3 a^2 t' + a^3 t'': at most |a| + 3, where the last two
      // are at most 1.32 and 1.16. Of a pixel's tails one alone has an a of the sign that leaves
      // |a| t large, |x - r| <= 2 over the scale; the constant's slope has less than 1. The term at
      // its most has none, and no pixel here changes to it within a step. All in Double, so that
      // nothing but s^2 / 6 of this is left.
      let third = 2.01 / exp(Double(logScale)) + 7
      let tolerance = pow(Double(step), 2) / 6 * third * Double(layout.valueCount)
      let near = [step, -step].map {
        LossRun(PlainKernels(), .discretisedLogistic(logScale: logScale + $0), layout, .atStart)
          .terms
      }
      for n in 0..<2 {
        let slope = (near[0][n] - near[1][n]) / Double(2 * step)
        #expect(abs(slope - whole.logScaleGradients[n]) <= tolerance)
      }
    }
  }

  @Test(arguments: KernelSelection.available.map(\.name), latentCounts)
  func latentsEqualTheTwin(level: String, latents: Int) throws {
    let kernels = try KernelSelection.choose(level)
    expectNone(differencesOfLatents(kernels, latents: latents))
  }

  /// d/dv of z and of the divergence, by central differences of relative error s^2 / 6 (1.6e-5).
  @Test func latentGradientsAreDifferences() {
    let latents = 9
    let whole = LatentRun(PlainKernels(), latents)
    for i in 0..<4 * latents {
      let step: Float = 0x1p-7
      let near = [step, -step].map { LatentRun(PlainKernels(), latents, step: (i, $0)).loss }
      let slope = (near[0] - near[1]) / Double(2 * step)
      let found = Double(whole.results[2][i])
      #expect(abs(slope - found) <= 1e-3 * max(1, abs(found)), "number \(i)")
    }
  }
}
