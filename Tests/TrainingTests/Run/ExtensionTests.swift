import Files
import Options
import Testing
import Training

@Suite("A finished run goes on for longer, as one that had been meant to be that long")
struct ExtensionTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  /// Trains on for `more`, until after step `step` or to the end.
  @discardableResult
  private func goOn(
    _ folder: String, more: TrainingLength?, stopAfter step: Int? = nil
  ) throws -> Told {
    let (told, stop) = (Told(), StopFlag())
    _ = try playground.run(folder, more: more).train(until: stop) { event in
      told.hear(event)
      if case .progress(let progress) = event, progress.step == step { stop.raise() }
    }
    return told
  }

  private func finish(_ folders: String...) throws {
    for folder in folders { try goOn(folder, more: nil) }
  }

  @Test("stopped at any steps, to the same bits, by the line with --more and by that without")
  func exact() throws {
    try finish("whole", "parts")
    let whole = try goOn("whole", more: .steps(8))
    #expect(whole.steps == Array(13...20))
    // Before the first step after the end, amid them, and after the last.
    try goOn("parts", more: .steps(8), stopAfter: 13)
    try goOn("parts", more: nil, stopAfter: 17)
    try goOn("parts", more: .steps(8), stopAfter: 20)
    #expect(try goOn("parts", more: nil).steps.isEmpty)
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
    #expect(try playground.metrics("parts") == playground.metrics("whole"))
    #expect(try goOn("parts", more: nil).ends.map(\.steps) == [20])
    #expect(try goOn("parts", more: .steps(2)).steps == [21, 22])
  }

  @Test("a run whose plan says so and whose checkpoint does not yet goes on as well")
  func killedBetween() throws {
    try finish("whole", "parts")
    try goOn("whole", more: .steps(8))
    let (told, stop) = (Told(), StopFlag())
    _ = try playground.run("parts", more: .steps(8)).train(until: stop) { event in
      told.hear(event)
      if case .continued = event { stop.raise() }
    }
    #expect(told.steps.isEmpty)
    #expect(try goOn("parts", more: nil).steps == Array(13...20))
    #expect(try playground.tensors("parts") == playground.tensors("whole"))
  }

  @Test("its schedules are those of the longer run")
  func schedules() throws {
    try finish("run")
    try goOn("run", more: .steps(12))
    let plan = try #require(try TrainingPlan.read(playground.files))
    #expect(plan.goal == .steps(24) && plan.settings.length == .steps(12))
    let rows = try playground.metrics().filter { $0["step"]?.integer ?? 0 > 12 }
    #expect(rows.count > 1 && rows.last?["step"]?.integer == 24)
    for row in rows {
      let step = try #require(row["step"]?.integer)
      let rate = plan.schedule.learningRate(at: Double(step) / 24)
      #expect(row["learning_rate"]?.number == rate, "step \(step)")
    }
  }

  @Test("for so many epochs, and for so long, whatever the run was before")
  func amounts() throws {
    try finish("run")
    let plan = try #require(try TrainingPlan.read(playground.files))
    #expect(try goOn("run", more: .epochs(1)).steps.last == 12 + plan.stepsPerEpoch)
    let before = try #require(try goOn("run", more: nil).ends.first)
    let told = try goOn("run", more: .seconds(1))
    let after = try #require(try goOn("run", more: nil).ends.first)
    #expect(told.steps.count > 1 && after.steps == before.steps + told.steps.count)
    #expect(after.seconds > before.seconds + 0.5 && after.seconds < before.seconds + 10)
  }

  @Test("a run that is not there or not finished is refused, and so is another amount on the way")
  func refused() throws {
    #expect(throws: PlanError.nothingFinished(run: playground.files.folder)) {
      try goOn("run", more: .steps(8))
    }
    #expect(try !FileFacts.exist(playground.files.folder))
    try goOn("run", more: nil, stopAfter: 3)
    #expect(throws: PlanError.unfinished(run: playground.files.folder, amount: nil)) {
      try goOn("run", more: .steps(8))
    }
    try goOn("run", more: nil)
    try goOn("run", more: .steps(8), stopAfter: 15)
    #expect(throws: PlanError.unfinished(run: playground.files.folder, amount: .steps(8))) {
      try goOn("run", more: .steps(9))
    }
  }

  @Test(
    "amounts as they are typed",
    arguments: [
      ("2000", .steps(2000)), ("10m", .seconds(600)), ("1h30", .seconds(5400)),
      ("90s", .seconds(90)), ("3epochs", .epochs(3)), ("1epoch", .epochs(1)), ("0", nil),
      ("1.5", nil),
      ("epochs", nil), ("0epochs", nil), ("3 days", nil), ("", nil), ("-4", nil),
    ] as [(String, TrainingLength?)])
  func typed(text: String, amount: TrainingLength?) {
    #expect(ValueType.more.parse(text) == amount)
    if let amount { #expect(ValueType.more.parse(ValueType.more.text(amount)) == amount) }
  }
}
