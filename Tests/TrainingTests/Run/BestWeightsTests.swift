import Autoencoder
import Files
import Testing
import Training

@Suite("With --keep best a run ends with the weights of the report that judged best")
struct BestWeightsTests {
  private let playground: Playground

  init() throws { playground = try Playground(pictures: 24) }

  /// A divergence that costs next to nothing grows, and held-out pictures, of whose loss it is a part, are judged best
  /// long before the end. Nothing is fitted after the last step.
  private var options: TrainingOptions {
    var options = Playground.options
    options.likelihood = .bernoulli
    options.beta = 0.001
    options.divergenceSchedule = .constant
    options.learningRate = 0.01
    options.length = .steps(100)
    options.keepsBest = true
    return options
  }

  private struct Ended {
    var summary: TrainingSummary?
    var reports: [Report] = []
  }

  private func train(
    _ folder: String, _ options: TrainingOptions, stopAfter step: Int? = nil
  ) throws -> Ended {
    let stop = StopFlag()
    var ended = Ended()
    let outcome = try playground.run(folder, options: options).train(until: stop) { event in
      if case .report(let report) = event { ended.reports.append(report) }
      if case .progress(let progress) = event, progress.step == step { stop.raise() }
    }
    if case .finished(let summary) = outcome { ended.summary = summary }
    return ended
  }

  @Test("whose loss is then that of the model, which says after how many steps it was")
  func best() throws {
    let ended = try train("run", options)
    let summary = try #require(ended.summary)
    let best = try #require(
      ended.reports.min { $0.validation.bitsPerDimension < $1.validation.bitsPerDimension })
    #expect(best.step < 100)
    #expect(summary.keptStep == best.step && summary.steps == 100)
    #expect(summary.validation == best.validation)
    let model = try ModelFile.read(playground.files.model)
    #expect(model.summary["kept_step"] == .integer(best.step))
    #expect(model.summary["steps"] == 100)
  }

  @Test("which changes no step: the last weights are those of a run that keeps them")
  func steps() throws {
    var last = options
    last.keepsBest = false
    let ended = try train("last", last)
    _ = try train("run", options)
    #expect(ended.summary?.keptStep == nil)
    let (a, b) = (try playground.tensors("last"), try playground.tensors("run"))
    for (name, bits) in a where name.hasPrefix("checkpoint") { #expect(b[name] == bits) }
    #expect(a["model.safetensors encoder.0.weight"] != b["model.safetensors encoder.0.weight"])
  }

  @Test("also where it was stopped after that report")
  func stopped() throws {
    let whole = try train("whole", options)
    let kept = try #require(whole.summary?.keptStep)
    _ = try train("parts", options, stopAfter: kept + 3)
    let ended = try train("parts", options)
    #expect(ended.summary?.keptStep == kept)
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
  }
}
