import KernelContract
import KernelSelection
import TestSupport
import Testing

@Suite("The three operations of a convolution are one trilinear form")
struct ConvolutionIdentityTests {
  /// <toCoarse(x), y> = <x, toFine(y)> = <w, weightGradient(x, y)> is what makes each of the three
  /// the gradient of another: the form is linear in x, in y and in w, so no central difference
  /// could say more, and none would be as sharp.
  @Test(arguments: KernelSelection.available.map(\.name), try! ConvolutionCase.all())
  func adjoint(level: String, test: ConvolutionCase) throws {
    let g = test.geometry
    let run = ConvolutionRun(
      try KernelSelection.choose(level), test, place: .atStart, bias: false)
    var numbers = RepeatableNumbers(seed: 1)
    let x = test.fine.poisoned(images: test.images, zeros: g.padding, &numbers)
    let y = test.coarse.poisoned(images: test.images, zeros: g.coarseBorder, &numbers)
    let w = numbers.floats(g.weightCount)
    let fine = { test.fine.interior(images: test.images, of: $0) }
    let coarse = { test.coarse.interior(images: test.images, of: $0) }
    let forms = [
      dot(coarse(run.toCoarse), coarse(y)), dot(fine(x), fine(run.toFine)), dot(w, run.gradient),
    ]
    // Each inner number is a sum of at most n products with a relative error of at most n u (more
    // with minimal filtering, see `ConvolutionCase.roundings`); the outer sum in Double adds none to
    // speak of. With x, y, w in [-1, 1], the sum of all absolute values is at most the number of
    // products of the form, and about an eighth of it: a quarter is far beyond chance unless they
    // are few.
    let taps = g.kernel * g.kernel
    let n = max(
      taps * g.fineChannels, taps * g.coarseChannels,
      test.images * g.coarseHeight * g.coarseWidth)
    let products = Double(test.images * g.multiplyAdds)
    let size = products > 100 ? products / 4 : products
    let tolerance = 2 * Double(test.roundings(terms: n)) * 0x1p-24 * size
    #expect(abs(forms[0] - forms[1]) <= tolerance, "toCoarse and toFine: \(forms)")
    #expect(abs(forms[0] - forms[2]) <= tolerance, "toCoarse and weightGradient: \(forms)")
    #expect(forms[0] != 0, "an identity of zeros says nothing")
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
