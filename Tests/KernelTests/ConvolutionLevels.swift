import CCPUFeatures
import KernelContract
import Testing

#if arch(x86_64)
  import VectorKernelsAVX2
  import VectorKernelsAVX512
#else
  import VectorKernelsNEON
#endif

/// The convolutions of one CPU level, by name.
struct ConvolutionLevel: Sendable, CustomTestStringConvertible {
  let kernels: any ConvolutionKernels
  let testDescription: String

  /// Every vector level that this CPU has.
  static var all: [ConvolutionLevel] {
    #if arch(x86_64)
      (cpu_supports_avx2_fma()
        ? [ConvolutionLevel(VectorKernelsAVX2.VectorKernels(), "avx2")] : [])
        + (cpu_supports_avx512()
          ? [ConvolutionLevel(VectorKernelsAVX512.VectorKernels(), "avx512")] : [])
    #else
      [ConvolutionLevel(VectorKernels(), "neon")]
    #endif
  }

  init(_ kernels: any ConvolutionKernels, _ name: String) {
    self.kernels = kernels
    testDescription = name
  }
}
