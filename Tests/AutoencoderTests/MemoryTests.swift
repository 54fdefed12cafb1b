#if canImport(Glibc)
  import Autoencoder
  import Glibc
  import KernelSelection
  import Tensors
  import Testing
  import Threads

  @Suite("Memory is planned once")
  struct MemoryTests {
    /// In a process of its own, so that no other test allocates meanwhile: 400 steps that kept but
    /// their reports would need pages that three did not.
    @Test("Steps after the first take no more memory")
    func nothingIsKept() async {
      await #expect(processExitsWith: .success) {
        let kernels = KernelSelection.available[0]
        let architecture = try GradientCase.architecture(residual: true)
        let state = shakenState(architecture, kernels: kernels)
        let step = TrainingStep(state, images: 4, kernels: kernels, team: Team(threads: 2))
        let pixels = pictures(architecture, count: 4)
        func one(_ index: Int) {
          _ = step.gradients(
            of: pixels.window, images: 4, beta: 1, noise: StepNoise(seed: 0, step: index))
          step.apply(OptimiserSettings())
        }
        for index in 0..<3 { one(index) }
        let before = unsafe sbrk(0)
        for index in 3..<400 { one(index) }
        precondition(unsafe sbrk(0) == before, "the heap grew")
      }
    }
  }
#endif
