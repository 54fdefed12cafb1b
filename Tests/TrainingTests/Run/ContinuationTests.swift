import Autoencoder
import Files
import KernelSelection
import Testing
import Training

@Suite("A run that is stopped and continued ends in the same bits")
struct ContinuationTests {
  /// Trains until after step `step`, as Ctrl-C does, or to the end.
  @discardableResult
  private func train(
    _ playground: Playground, _ folder: String, stopAfter step: Int? = nil, threads: Int = 2,
    options: TrainingOptions = Playground.options
  ) throws -> TrainingOutcome {
    let stop = StopFlag()
    return try playground.run(folder, options: options, threads: threads).train(until: stop) {
      event in
      if case .progress(let progress) = event, progress.step == step { stop.raise() }
    }
  }

  @Test("by Ctrl-C, at any steps", arguments: [[1], [5], [11], [3, 4, 9], [2, 6, 7, 8, 11]])
  func interrupted(_ stops: [Int]) throws {
    let playground = try Playground()
    try train(playground, "whole")
    for step in stops {
      guard case .interrupted(step) = try train(playground, "parts", stopAfter: step) else {
        Issue.record("not stopped after step \(step)")
        return
      }
    }
    guard case .finished = try train(playground, "parts") else {
      Issue.record("not finished")
      return
    }
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
    #expect(try playground.metrics("parts") == playground.metrics("whole"))
    #expect(try playground.metrics("whole").count > 1)
  }

  /// From step 5 on a discriminator takes part; pictures are 60, of which the last batches are others.
  @Test("with a discriminator, before it takes part and after, on other numbers of threads")
  func adversarial() throws {
    let playground = try Playground()
    var options = Playground.options
    options.objective = Objective(name: "adversarial")
    try train(playground, "whole", options: options)
    for (step, threads) in [(3, 1), (4, 3), (5, 2), (6, 1), (9, 3)] {
      try train(playground, "parts", stopAfter: step, threads: threads, options: options)
    }
    try train(playground, "parts", threads: 3, options: options)
    let whole = try playground.tensors("whole")
    #expect(whole.keys.contains { $0.contains("discriminator.weights") })
    #expect(try playground.tensors("parts") == whole)
    #expect(try playground.metrics("parts") == playground.metrics("whole"))
    // It took part, and only then.
    let gaps = try playground.metrics("whole").map { $0["logit_gap"]?.number }
    #expect(gaps.first == .some(nil) && gaps.last??.isFinite == true)
  }

  @Test("by a crash between checkpoints: what came after the checkpoint is made again")
  func crashed() throws {
    struct Crash: Error {}
    let playground = try Playground()
    try train(playground, "whole")
    for step in [2, 7, 12] {
      #expect(throws: Crash.self) {
        try playground.run("parts").train(until: StopFlag()) { event in
          if case .progress(let progress) = event, progress.step == step { throw Crash() }
        }
      }
    }
    try train(playground, "parts")
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
    #expect(try playground.metrics("parts") == playground.metrics("whole"))
  }

  @Test("with other numbers of threads", arguments: [1, 3, 8])
  func threads(_ threads: Int) throws {
    let playground = try Playground()
    try train(playground, "two")
    try train(playground, "other", threads: threads)
    #expect(try playground.tensors("other") == playground.tensors("two"))
    #expect(try playground.metrics("other") == playground.metrics("two"))
  }

  @Test("while it is finished: the summary has what earlier sittings noticed")
  func finishing() throws {
    let playground = try Playground()
    var options = Playground.options
    (options.beta, options.learningRate, options.length) = (1000, 0.02, .steps(60))
    let stop = StopFlag()
    let first = try playground.run(options: options).train(until: stop) { event in
      if case .finishing = event { stop.raise() }
    }
    guard case .interrupted(60) = first,
      case .finished(let summary) = try playground.run(options: options)
        .train(until: StopFlag(), { _ in })
    else {
      Issue.record("\(first)")
      return
    }
    #expect(summary.notices.contains { $0.kind == .posteriorCollapse })
    #expect(summary.imagesPerSecond > 0)
  }

  @Test("with other kernels or another version it goes on, and says what made its checkpoint")
  func otherBuild() throws {
    let playground = try Playground()
    func go(on kernels: String?, version: String, stopAfter last: Int) throws -> Told {
      let (stop, told) = (StopFlag(), Told())
      _ = try playground.run(kernels: kernels, version: version).train(until: stop) { event in
        told.hear(event)
        if case .progress(let progress) = event, progress.step == last { stop.raise() }
      }
      return told
    }
    let fast = try KernelSelection.choose(nil).name
    let (first, older) = (ProgramBuild.version, "0.9")
    #expect(try go(on: nil, version: first, stopAfter: 3).continued.isEmpty)
    // As it was begun: there is nothing to say.
    #expect(try go(on: nil, version: first, stopAfter: 5).continued.map(\.otherBuild) == [nil])
    let other = try go(on: nil, version: older, stopAfter: 7).continued
    #expect(other.map(\.otherBuild) == [ProgramBuild(version: first, kernels: fast)])
    let plain = try go(on: "plain", version: older, stopAfter: 9).continued
    let made = ProgramBuild(version: older, kernels: fast)
    #expect(plain.map(\.otherBuild) == [fast == "plain" ? nil : made])
    let log = String(decoding: try WholeFile.read(playground.files.log), as: UTF8.self)
    #expect(log.contains("continued after step 5, begun by vae-img \(first) with \(fast) kernels"))
    let model = try ModelFile.read(playground.files.model)
    #expect(model.summary["program"]?.string == older)
    #expect(model.summary["kernels"]?.string == "plain")
  }

  @Test("from the checkpoint before, where the last one is damaged")
  func damaged() throws {
    let playground = try Playground()
    try train(playground, "whole")
    try train(playground, "parts", stopAfter: 5)
    try train(playground, "parts", stopAfter: 8)
    let files = RunFiles(folder: Path.join(playground.path, "parts"))
    var bytes = try WholeFile.read(files.checkpoint)
    bytes[bytes.count - 100] ^= 1
    try WholeFile.write(bytes.span, to: files.checkpoint, replacing: true)
    let told = Told()
    _ = try playground.run("parts").train(until: StopFlag()) { told.hear($0) }
    #expect(told.continued.count == 1)
    #expect(told.continued.first?.damaged?.contains("damaged") == true)
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
    #expect(try playground.metrics("parts") == playground.metrics("whole"))
  }
}
