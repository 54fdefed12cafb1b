import Autoencoder
import Files
import Images
import Testing
import Training

@Suite("A plan")
struct PlanTests {
  @Test("resolves what is left out for the size of the set")
  func standard() throws {
    for (count, heldOut) in [(19, 1), (950, 50), (9500, 500)] {
      let usual = try plan(training: count, heldOut: heldOut)
      #expect(usual.objective.adversarial != nil && usual.batch == 8 && usual.beta == 0.3)
      #expect(usual.preset == .deep && usual.architecture.residual)
      #expect(usual.schedule.learningRate == 0.001)
      // Weights that no discriminator has seen are no end of a run with one.
      #expect(!usual.canEnd(at: 0.59) && usual.canEnd(at: 0.6))
    }
    for preset in [Architecture.Preset.deep, .dense] {
      var options = TrainingOptions()
      options.preset = preset
      #expect(try plan(options).schedule.learningRate == 0.001)
    }
    var variational = TrainingOptions()
    variational.objective = Objective()
    let small = try plan(variational)
    #expect(small.preset == .standard && small.beta == 1 && small.canEnd(at: 0))
    #expect(small.batch == 16 && small.schedule.learningRate == 0.003)
    let soft = try plan(variational, training: 9500, heldOut: 500)
    #expect(soft.batch == 32 && soft.preset == .standard)
    // What a discriminator cannot be beside is not refused where nobody asked for one.
    for change in [
      { $0.likelihood = .bernoulli }, { $0.stages = 0 }, { $0.preset = .dense },
    ] as [(inout TrainingOptions) -> Void] {
      var options = TrainingOptions()
      change(&options)
      let plan = try plan(options, training: 9500, heldOut: 500)
      #expect(plan.objective.adversarial == nil && plan.preset != .deep)
    }
    #expect(small.architecture.likelihood == .gaussian)
    // A thousand pictures are looked at some 32 times, ten thousand some 10 times, each at least once.
    for (count, times) in [(950, 30...34), (9500, 9...11), (10_000_000, 1...1)] {
      let plan = try plan(training: count, heldOut: count / 20)
      guard case .steps(let steps) = plan.goal else {
        Issue.record("not in steps")
        return
      }
      #expect(times.contains((steps * plan.batch + count / 2) / count), "\(count) pictures")
    }
  }

  @Test("a batch that nobody chose is large enough for those who begin the run, and no larger")
  func batches() throws {
    for (ranks, batch) in [(1, 8), (2, 64), (3, 128), (4, 128), (5, 256), (8, 256)] {
      let many = try plan(training: 9500, heldOut: 500, ranks: ranks)
      #expect(many.objective.adversarial != nil && many.batch == batch)
      // As many pictures are looked at, so fewer steps are made.
      #expect(many.goal == .steps(97_467 / batch))
      #expect(try plan(ranks: ranks).batch == batch)
      // Whoever goes on with it reads it.
      #expect(try TrainingPlan(many.json, path: "plan.json").batch == batch)
      #expect(try plan(training: 60, ranks: ranks).batch == min(batch, 60))
    }
    var options = TrainingOptions()
    options.batch = 40
    #expect(try plan(options, ranks: 4).batch == 40)
  }

  @Test("a step with a discriminator costs more by what that multiplies", arguments: [false, true])
  func work(isDeep: Bool) throws {
    var options = TrainingOptions()
    options.preset = isDeep ? .deep : .standard
    var alone = options
    alone.objective = Objective()
    #expect(try plan(alone).work(steps: 100) == 1600)
    let plan = try plan(options, training: 9500, heldOut: 500)
    // 4x4 at half, quarter and eighth size and one logit, of three rows, in four tenths of the run.
    let row = (16 * 3 * 32) << 10 + (16 * 32 * 64) << 8 + (16 * 64 * 128) << 6 + 128 << 6
    let share = 0.4 * Double(3 * row) / Double(plan.architecture.multiplyAdds)
    #expect(abs(plan.work(steps: 100) - 800 * (1 + share)) < 1e-6)
  }

  @Test("an epoch is every picture once")
  func epochs() throws {
    var options = TrainingOptions()
    options.length = .epochs(3)
    options.batch = 10
    let plan = try plan(options, training: 25, heldOut: 2)
    #expect(plan.goal == .steps(9))
    // Positions 0 to 24 are the first epoch: steps 1, 2 and the half of 3.
    #expect([1, 2, 3, 4, 6].map(plan.epoch(of:)) == [1, 1, 1, 2, 3])
  }

  @Test("reports look at a bounded share of the work")
  func reports() throws {
    for (training, steps) in [(950, 1000), (950, 40), (9500, 200), (100_000, 3000)] {
      var options = TrainingOptions()
      options.length = .steps(steps)
      let plan = try plan(options, training: training, heldOut: training / 19)
      let looked = Double(plan.reports * plan.validationPictures) / 2
      let affordable = 0.05 * Double(steps * plan.batch)
      #expect(looked <= affordable || plan.reports == 1, "\(training) pictures, \(steps) steps")
      #expect(plan.reports >= 1)
    }
  }

  @Test(
    "a count that no run has is refused, not reckoned with",
    arguments: ["steps", "batch", "training pictures", "held-out pictures", "reports"])
  func hugeCount(key: String) throws {
    var options = TrainingOptions()
    options.length = .steps(100)
    let members = try plan(options, channels: 1).json.object ?? []
    #expect(members.contains { $0.key == key })
    for count in [Int.max, 0, -1] {
      let json = JSON.object(
        members.map { $0.key == key ? JSON.Member(key, .integer(count)) : $0 })
      #expect(throws: PlanError.self) { try TrainingPlan(json, path: "plan.json") }
    }
  }

  @Test("refuses what cannot be, naming the option")
  func refusals() {
    let plain = Objective(.deterministic(sparsity: 0))
    func refused(_ flag: String, _ change: (inout TrainingOptions) -> Void) {
      var options = TrainingOptions()
      change(&options)
      let error = #expect(throws: (any Error).self, "\(flag)") { try plan(options) }
      #expect(error.map { "\($0)".contains(flag) } == true, "\(flag): \(String(describing: error))")
    }
    refused("--batch") { $0.batch = 0 }
    refused("--learning-rate") { $0.learningRate = 2 }
    refused("--beta") { $0.beta = -1 }
    refused("--steps") { $0.length = .steps(0) }
    refused("--epochs") { $0.length = .epochs(0) }
    refused("--time") { $0.length = .seconds(0) }
    refused("--free-bits") { $0.freeBits = -1 }
    refused("--free-bits") { $0.freeBits = 100.5 }
    refused("--free-bits") { ($0.freeBits, $0.objective) = (1, plain) }
    refused("--beta") { ($0.beta, $0.objective) = (1, plain) }
    refused("--kl-schedule") { ($0.divergenceSchedule, $0.objective) = (.constant, plain) }
    refused("--size") { $0.size = TrainingSize(width: 0, height: 64) }
    refused("--stages") { $0.stages = 11 }
    refused("--latent") { $0.latents = 0 }
    refused("--stages") { ($0.stages, $0.preset) = (2, .dense) }
    refused("--filters") { ($0.filters, $0.preset) = (64, .dense) }
    let adversarial = Objective(adversarial: Adversarial())
    refused("--preset dense") { ($0.objective, $0.preset) = (adversarial, .dense) }
    refused("--stages 0") { ($0.objective, $0.stages) = (adversarial, 0) }
    refused("--likelihood bernoulli") { ($0.objective, $0.likelihood) = (adversarial, .bernoulli) }
  }

  @Test(
    "gives the divergence a weight, or says why it cannot",
    arguments: [
      (.cyclical(cycles: 50), .steps(100), true), (.cyclical(cycles: 51), .steps(100), false),
      (.cyclical(cycles: 100), .steps(100), false), (.cyclical(cycles: 1000), .steps(100), false),
      (.cyclical(cycles: 30), .epochs(1), true), (.cyclical(cycles: 31), .epochs(1), false),
      (.cyclical(cycles: 1000), .seconds(60), true), (.linear(share: 1), .steps(2), true),
      (.linear(share: 0.1), .steps(1), false), (.linear(share: 0), .steps(1), true),
      (.constant, .steps(1), true), (nil, .steps(1), true),
    ] as [(DivergenceSchedule?, TrainingLength, Bool)])
  func divergence(schedule: DivergenceSchedule?, length: TrainingLength, isPossible: Bool) throws {
    var options = TrainingOptions()
    (options.divergenceSchedule, options.length) = (schedule, length)
    options.batch = 16
    guard isPossible else {
      let error = #expect(throws: PlanError.self) { try plan(options) }
      for word in ["--kl-schedule", "--steps", "constant"] {
        #expect(error?.description.contains(word) == true)
      }
      return
    }
    let possible = try plan(options)
    guard schedule != nil, case .steps(let steps) = possible.goal else { return }
    let factors = (0..<steps).map {
      possible.schedule.divergence.factor(at: Double($0) / Double(steps))
    }
    #expect(factors.contains { $0 > 0 })
  }

  @Test("needs a picture on either side", arguments: [(0, 0), (1, 0)])
  func pictures(_ training: Int, _ heldOut: Int) {
    #expect(throws: PlanError.tooFewPictures(training + heldOut)) {
      try plan(training: training, heldOut: heldOut)
    }
  }

  @Test("says which options differ, and none that do not")
  func differences() throws {
    var options = TrainingOptions()
    options.batch = 16
    options.length = .steps(50)
    let plan = try plan(options)
    #expect(try plan.differences(from: options, paths: ["faces"]).isEmpty)
    #expect(try plan.differences(from: TrainingOptions(), paths: ["faces"]).isEmpty)
    options.beta = 2
    options.length = .epochs(4)
    options.batch = 8
    let told = try plan.differences(from: options, paths: ["cats"])
    #expect(told.count == 4)
    for word in [
      "--batch was 16, now 8", "--beta was 0.3", "--epochs", "from faces, now from cats",
    ] {
      #expect(told.contains { $0.contains(word) }, "\(word) in \(told)")
    }
  }

  @Test("the same words are no other options, however they are resolved")
  func sameWords() throws {
    func check(_ change: (inout TrainingOptions) -> Void) throws {
      var options = TrainingOptions()
      change(&options)
      let plan = try plan(options, training: 22, heldOut: 2)
      let read = try TrainingPlan(JSON(parsing: plan.json.rendered()), path: "plan.json")
      #expect(try read.differences(from: options, paths: ["faces"]).isEmpty)
    }
    try check { $0.batch = 64 }
    try check { ($0.acceptTruncated, $0.maxPixels) = (true, 4000) }
    try check { $0.freeBits = 0.1 }
    try check { ($0.objective, $0.beta) = (Objective(name: "importance:3"), 0.1) }
    try check { $0.objective = Objective(name: "denoising") }
    try check { $0.objective = Objective(name: "sparse:1") }
    try check { $0.likelihood = .fixedGaussian(sigma: 0.1) }
    try check { $0.divergenceSchedule = .linear(share: 0.3) }
    try check { ($0.learningRate, $0.length) = (0.003, .seconds(0.1 * 30)) }
    try check { ($0.preset, $0.latents) = (.dense, 8) }
    var options = TrainingOptions()
    options.batch = 64
    let small = try plan(options, training: 22, heldOut: 2)
    options.batch = 20
    #expect(
      try small.differences(from: options, paths: ["faces"]) == ["--batch was 22, now 20"])
  }
}
