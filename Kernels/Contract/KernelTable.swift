/// The table of operations that a model is made of; the comments of the parts are their definition.
///
/// `PlainKernels` implements it in textbook loops with sums in Double: it is what the comments mean.
/// The vector tables implement it for one CPU level each and are held against it by the tests.
///
/// Rules for all: no operation allocates, keeps state, or reads outside the spans that it is given;
/// counts are checked at the door; results depend on the arguments alone, never on a thread.
/// Images are laid out as `ImageLayout` says, several images one after another.
package protocol KernelTable: ConvolutionKernels, NormalisationKernels, LossKernels,
  OptimiserKernels, RandomKernels, ElementaryKernels
{
  /// The level's name as `VAE_IMG_KERNELS` spells it: plain, avx2, avx512, neon.
  var name: String { get }

  /// Runs `rounds` of independent multiply-adds that stay in registers, as many at once as the CPU
  /// takes, and returns how many floating-point operations that were: what a kernel is held against.
  func multiplyAddBurst(rounds: Int) -> Double
}
