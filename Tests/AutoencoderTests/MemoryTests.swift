#if canImport(Glibc)
  import Autoencoder
  import KernelSelection
  import Tensors
  import TestSupport
  import Testing
  import Threads

  /// In processes of their own, so that no other test allocates meanwhile.
  @Suite("Memory is planned once")
  struct MemoryTests {
    /// The smallest object takes 32 bytes: one for each of 400 steps would be 12,800.
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
            of: pixels.shared, images: 4, beta: 1, noise: StepNoise(seed: 0, step: index))
          step.apply(OptimiserSettings())
        }
        _ = HeapUse.bytes
        one(0)
        let before = HeapUse.bytes
        for index in 1...400 { one(index) }
        let kept = HeapUse.bytes - before
        #expect(kept < 8000, "400 steps kept \(kept) bytes")
      }
    }

    /// What is counted in round numbers are packed weights and workspaces, a small part of the whole.
    @Test("A training takes what it was said to take")
    func estimate() async {
      await #expect(processExitsWith: .success) {
        HeapUse.keepTogether()
        let kernels = KernelSelection.available[0]
        let standard = try Architecture(height: 64, width: 64, channels: 3)
        let draws = { (samples: Int) in Objective(.importance(samples: samples)) }
        for (architecture, images, objective) in [
          (standard, 64, Objective()), (standard, 8, draws(50)),
          (try Architecture(.deep, height: 32, width: 32, channels: 3), 33, Objective()),
          (try Architecture(.dense, height: 64, width: 32, channels: 1), 64, draws(3)),
          (try Architecture(.small, height: 64, width: 96, channels: 3), 32, Objective()),
          (standard, 64, Objective(adversarial: Adversarial())),
        ] {
          let before = HeapUse.bytes
          let team = Team(threads: 3)
          let state = TrainingState(
            architecture, seed: 0, pixelMean: Array(repeating: 0.5, count: architecture.channels),
            kernels: kernels, objective: objective)
          let step = TrainingStep(
            state, objective, images: images, kernels: kernels, team: team)
          let inference = Inference(state.average, kernels: kernels, team: team)
          let batches = Tensor(count: 2 * images * architecture.dimensions)
          let looked = Tensor(count: (architecture.picturesTogether + 64) * architecture.dimensions)
          let codes = inference.encode(looked.shared, count: 1)
          _ = inference.decode(codes.means.shared, count: 1)
          let taken = HeapUse.bytes - before
          let said = architecture.trainingBytes(images: images, objective, threads: 3)
          let ratio = Double(said) / Double(taken)
          #expect(
            0.99...1.05 ~= ratio,
            "\(said) for \(taken): \(architecture), \(images) pictures, \(objective)")
          withExtendedLifetime((step, inference)) {}
          withExtendedLifetime(batches) {}
        }
      }
    }
  }
#endif
