import Autoencoder
import Files
import TestSupport
import Testing
import Training

@Suite("A run that several processes share")
struct SharedRunTests {
  /// With a discriminator from step 5 on, in batches of four shards.
  private static var options: TrainingOptions {
    var options = Playground.options
    options.objective = Objective(name: "adversarial")
    options.batch = 128
    return options
  }

  /// Trains by so many until after step `stop`, or to the end; returns what the first failed for.
  private func train(
    _ playground: Playground, _ folder: String, ranks: Int, stopAfter last: Int? = nil,
    options: TrainingOptions = SharedRunTests.options
  ) throws -> SharingError? {
    let errors = try LocalExchange.run(ranks: ranks) { exchange -> SharingError? in
      func shared() throws -> TrainingRun {
        var run = try playground.run(folder, options: options, threads: 1 + exchange.rank % 2)
        if ranks > 1 { run.exchange = exchange }
        return run
      }
      let stop = StopFlag()
      if exchange.rank > 0 {
        _ = try Follower(exchange, shared).serve(until: stop)
        return nil
      }
      defer { if ranks > 1 { try? Crew(exchange).end(code: 0) } }
      do {
        _ = try shared().train(until: stop) { event in
          if case .progress(let progress) = event, progress.step == last { stop.raise() }
        }
      } catch let error as SharingError {
        return error
      }
      return nil
    }
    return errors[0]
  }

  @Test("with a discriminator, ends in the bits of one process", arguments: [2, 3, 4])
  func ranks(_ ranks: Int) throws {
    let playground = try Playground(pictures: 140)
    #expect(try train(playground, "alone", ranks: 1) == nil)
    #expect(try train(playground, "shared", ranks: ranks) == nil)
    let alone = try playground.tensors("alone")
    #expect(alone.keys.contains { $0.contains("discriminator.first_moment") })
    #expect(try playground.tensors("shared") == alone)
    #expect(try playground.metrics("shared") == playground.metrics("alone"))
    #expect(try playground.metrics("alone").last?["logit_gap"]?.number?.isFinite == true)
  }

  @Test("also where others go on with it, before the discriminator takes part and after")
  func goingOn() throws {
    let playground = try Playground(pictures: 140)
    #expect(try train(playground, "alone", ranks: 1) == nil)
    for (ranks, step) in [(3, 3), (2, 4), (1, 6), (4, 9)] {
      #expect(try train(playground, "parts", ranks: ranks, stopAfter: step) == nil)
    }
    #expect(try train(playground, "parts", ranks: 2) == nil)
    #expect(try playground.tensors("parts") == playground.tensors("alone"))
    #expect(try playground.metrics("parts") == playground.metrics("alone"))
  }

  @Test("has a batch that is large enough, and says what to do where it has not")
  func batches() throws {
    let playground = try Playground(pictures: 140)
    var options = SharedRunTests.options
    options.batch = nil
    #expect(try train(playground, "two", ranks: 2, stopAfter: 2, options: options) == nil)
    let folder = Path.join(playground.path, "two")
    let error = try train(playground, "two", ranks: 4, options: options)
    #expect(error == .tooManyToGoOn(4, run: folder, batch: 64, most: 2))
    #expect(error?.description.contains("start at most 2 to continue it, or give --new") == true)
    #expect(try train(playground, "two", ranks: 1, options: options) == nil)

    let few = try train(playground, "eight", ranks: 8, options: options)
    let plan = try #require(try TrainingPlan.read(RunFiles(folder: folder)))
    #expect(plan.batch == 64)
    let training = plan.found.training
    #expect(few == .tooFewPictures(8, training: training, most: 4))
    #expect(few?.description.contains("\(training) pictures to train on are too few") == true)
    options.batch = 8
    let small = try train(playground, "four", ranks: 4, options: options)
    #expect(small == .tooManyRanks(4, batch: 8, fewest: 128))
    #expect(small?.description.contains("give --batch 128, or start fewer") == true)
    #expect(
      try train(playground, "nine", ranks: 9, options: options)
        == .tooManyRanks(9, batch: 8, fewest: nil))
    #expect(try !FileFacts.exist(Path.join(playground.path, "nine/plan.json")))
  }
}
