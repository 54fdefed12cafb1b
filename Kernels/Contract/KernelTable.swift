/// The table of operations that a model is made of; the comments of the parts are their definition.
///
/// `PlainKernels` implements it in textbook loops with sums in Double: the reference. The vector
/// tables implement it for one CPU level each, and the tests hold them against the reference.
///
/// Rules for all: no vector operation allocates, none keeps state or reads outside the spans that
/// it is given; counts are checked first; results depend on the arguments alone, never on a thread.
/// Images are laid out as `ImageLayout` says, one after another.
package protocol KernelTable: ConvolutionKernels, NormalisationKernels, LossKernels,
  OptimiserKernels, RandomKernels
{
  /// The level's name as `VAE_IMG_KERNELS` spells it: plain, avx2, avx512, neon.
  var name: String { get }

  /// Runs `rounds` of independent multiply-adds that stay in registers, as many at once as keep the
  /// CPU busy, and returns how many floating-point operations those were: the ceiling of every
  /// kernel.
  func multiplyAddBurst(rounds: Int) -> Double
}
