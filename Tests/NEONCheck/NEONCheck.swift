import Glibc
import KernelContract
import VectorKernelsNEON

/// Holds every operation of the NEON table against its plain twin, by the comparisons of
/// KernelTests, and fails where one differs. `.ci/checks/neon` compiles it as Embedded Swift, for
/// which alone a toolchain of another architecture has the standard library.
@main
struct NEONCheck {
  private var cases = 0
  private var failures = 0

  static func main() {
    guard let convolutions = try? ConvolutionCase.all(), let sums = try? LongSum.all() else {
      exit(2)
    }
    let kernels = VectorKernels()
    var check = NEONCheck()
    check.convolutions(kernels, convolutions)
    for sum in sums { check.expectNone(sum.differences(kernels), sum.description) }
    check.layers(kernels)
    check.losses(kernels)
    check.parameters(kernels)
    check.numbers(kernels)
    print("\(kernels.name): \(check.cases) cases, \(check.failures) of them wrong")
    exit(check.failures == 0 ? 0 : 1)
  }

  private mutating func expectNone(_ differences: Differences, _ name: String) {
    cases += 1
    guard !differences.isEmpty else { return }
    failures += 1
    for difference in differences { print("\(name): \(difference)") }
  }

  private mutating func convolutions(_ kernels: VectorKernels, _ tests: [ConvolutionCase]) {
    for test in tests {
      expectNone(test.differencesFromTwin(kernels), test.description)
      expectNone(test.differencesFromSplits(kernels), test.description)
    }
  }

  private mutating func layers(_ kernels: VectorKernels) {
    for test in NormalisationCase.all {
      expectNone(test.differencesFromTwin(kernels), test.description)
    }
    for count in parameterCounts {
      expectNone(differencesOfSum(kernels, count: count), "\(count) numbers")
    }
  }

  private mutating func losses(_ kernels: VectorKernels) {
    for (i, term) in LikelihoodTerm.cases.enumerated() {
      for layout in LikelihoodTerm.layouts {
        expectNone(
          term.differencesFromTwin(kernels, layout),
          "likelihood \(i) of \(layout.height)x\(layout.width)x\(layout.channels)")
      }
    }
    for count in latentCounts {
      expectNone(differencesOfLatents(kernels, latents: count), "\(count) latents")
    }
  }

  private mutating func parameters(_ kernels: VectorKernels) {
    for count in parameterCounts {
      expectNone(differencesOfAdamW(kernels, count: count), "AdamW of \(count)")
      expectNone(differencesOfSquares(kernels, count: count), "\(count) numbers")
    }
  }

  private mutating func numbers(_ kernels: VectorKernels) {
    for claim in ElementaryClaim.all {
      expectNone(claim.differences(kernels), claim.description)
    }
    expectNone(differencesOfRandomBits(kernels), "random numbers")
    let operations = kernels.multiplyAddBurst(rounds: 3)
    expectNone(operations > 0 ? [] : ["\(operations) operations"], "multiply-add burst")
  }
}
