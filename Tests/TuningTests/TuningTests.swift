import Files
import KernelSelection
import SamplePictures
import TestSupport
import Testing
import Threads
import Training
import Tuning

@Suite("A search is stopped, goes on and ends in a run")
struct TuningTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    try SamplePictures.generate(into: folder("faces"), count: 24)
  }

  /// Trials of a second.
  private func tuning(run: String = "run", beta: Double? = nil) throws -> Tuning {
    var given = TrainingOptions()
    given.size = TrainingSize(width: 8, height: 8)
    given.preset = .small
    given.beta = beta
    return Tuning(
      paths: [folder("faces")], given: given, seconds: 100, run: folder(run),
      machine: Machine(kernels: try KernelSelection.choose(""), team: Team(threads: 1)))
  }

  /// What a search tells of the trials that it trains, up to so many.
  private func run(
    _ tuning: Tuning, trials: Int = .max
  ) throws -> (outcome: Tuning.Outcome, search: Search?, judged: [Search.Result]) {
    let stop = StopFlag()
    if trials == 0 { stop.raise() }
    var judged: [Search.Result] = []
    var search: Search?
    let outcome = try tuning.tune(until: stop) { event in
      switch event {
      case .planned(let planned, _): search = planned
      case .judged(let result):
        judged.append(result)
        if judged.count == trials { stop.raise() }
      default: break
      }
    }
    return (outcome, search, judged)
  }

  private func journal(_ tuning: Tuning) throws -> [String] {
    let path = Path.join(tuning.folder, "tuning.jsonl")
    return String(decoding: try WholeFile.read(path), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  private func setJournal(_ tuning: Tuning, _ lines: [String]) throws {
    let path = Path.join(tuning.folder, "tuning.jsonl")
    try WholeFile.write(lines.map { $0 + "\n" }.joined(), to: path, replacing: true)
  }

  @Test("to the end, from a journal that lacks only that") func ends() throws {
    let tuning = try tuning()
    let begun = try run(tuning, trials: 2)
    guard case .interrupted = begun.outcome, let search = begun.search else {
      Issue.record("it was not stopped")
      return
    }
    #expect(begun.judged.map(\.trial) == [0, 1] && begun.judged.allSatisfy { $0.steps > 0 })
    #expect(search.space.axes.map(\.name).contains("beta"))
    #expect(!search.space.axes.map(\.name).contains("preset"), "it was given")

    // As if the second trial had won them all, after as many steps.
    let best = begun.judged[1]
    var results = begun.judged
    while case .train(let trial, let candidate, let rung, _) = search.next(after: results) {
      results.append(
        .init(
          trial: trial, rung: rung, candidate: candidate, steps: best.steps,
          score: trial == 1 ? best.score : best.score + 1))
    }
    let lines = [try journal(tuning)[0]] + results.map { $0.json(elapsed: 99).rendered() }
    try setJournal(tuning, lines + [#"{"won":1,"more":1.0,"elapsed":99}"#])

    let ended = try run(tuning)
    guard case .finished(let findings) = ended.outcome else {
      Issue.record("it did not end")
      return
    }
    #expect(ended.judged.isEmpty && findings.won == 1 && findings.results == results)
    #expect(findings.ranking.map(\.rung) == findings.ranking.map(\.rung).sorted(by: >))
    #expect(findings.ranking.first?.trial == 1 && findings.ranking.count == 18)
    let model = RunFiles(folder: tuning.run).model
    #expect(try ModelSummary.end(model)?.steps ?? 0 > best.steps)
    #expect(try ModelSummary.heldOutBits(model) == findings.score)
    #expect(try !FileFacts.exist(Path.join(tuning.folder, "trial-01")))
    #expect(try FileFacts.exist(findings.chart))

    // At its end it says the same, and trains nothing.
    let before = try WholeFile.read(model)
    guard case .finished(let again) = try run(tuning).outcome else {
      Issue.record("it began again")
      return
    }
    #expect(again.results == results && again.score == findings.score)
    #expect(try WholeFile.read(model) == before)
  }

  @Test("a trial of which the journal has not heard is not trained again") func goesOn() throws {
    let tuning = try tuning()
    let begun = try run(tuning, trials: 2)
    try setJournal(tuning, Array(try journal(tuning).dropLast()) + [#"{"trial":1,"ru"#])
    let model = RunFiles(folder: Path.join(tuning.folder, "trial-01")).model
    let before = try WholeFile.read(model)
    let again = try run(tuning, trials: 1)
    #expect(again.judged == [begun.judged[1]])
    #expect(try WholeFile.read(model) == before)
  }

  @Test(
    "a journal that lies is refused",
    arguments: [
      #"{"trial":1,"rung":0,"choices":[99],"steps":1,"bits_per_dim":1,"elapsed":1}"#,
      #"{"trial":-1,"rung":0,"choices":[0,0,0,0,0,0,0],"steps":1,"bits_per_dim":1,"elapsed":1}"#,
      #"{"won":3,"more":1,"elapsed":1}"#,
    ]) func damaged(line: String) throws
  {
    let tuning = try tuning()
    _ = try run(tuning, trials: 0)
    try setJournal(tuning, try journal(tuning) + [line])
    #expect(throws: TuningError.damaged(folder: tuning.folder)) { try run(tuning) }
  }

  @Test("another search, or one where a run is, is refused") func refusals() throws {
    let tuning = try tuning()
    _ = try run(tuning, trials: 0)
    let other = try self.tuning(beta: 2)
    #expect(throws: TuningError.differs(folder: tuning.folder)) { try run(other) }
    try Folder.make(folder("there"))
    let there = try self.tuning(run: "there")
    #expect(throws: TuningError.runIsThere(there.run)) { try run(there) }
    try Folder.make(folder("mine-tuning"))
    try WholeFile.write("mine", to: folder("mine-tuning/notes"), replacing: false)
    let mine = try self.tuning(run: "mine")
    #expect(throws: PlanError.holdsOtherFiles(mine.folder)) { try run(mine) }
  }
}
