import Files
import Foundation
import TestSupport
import Testing
import Training

/// Where in a training it is killed.
private enum Moment: String, CaseIterable {
  case anywhere, start, decoding, step, checkpoint, grid, twoInterruptions, anew, anewAtOnce

  /// Returns when the moment has come, or the training is over.
  func wait(
    for running: Running, _ files: RunFiles, _ seconds: Double, _ random: inout RepeatableNumbers
  ) throws {
    func sleep(_ seconds: ClosedRange<Double>) {
      usleep(UInt32(1e6 * Double.random(in: seconds, using: &random)))
    }
    func temporaries(_ folder: String) -> [String] {
      ((try? Folder.names(in: folder)) ?? []).filter(AtomicFile.hasTemporaryName)
    }
    /// Looks as often as it can: some files are half-written for a fraction of a millisecond.
    func until(_ isSo: () throws -> Bool) rethrows {
      while running.process.isRunning, try !isSo() {}
    }
    switch self {
    case .anywhere, .twoInterruptions, .anew: sleep(0...seconds)
    case .start: sleep(0...0.03)
    case .anewAtOnce: sleep(0.003...0.03)
    case .decoding:
      until { temporaries(files.folder).contains { $0.hasPrefix("pictures") } }
      sleep(0...0.1 * seconds)
    case .step:
      try until { try FileFacts.exist(files.model) }
      sleep(0...0.4 * seconds)
    case .checkpoint:
      try until { try FileFacts.exist(files.checkpoint) }
      sleep(0...0.3 * seconds)
      until { temporaries(files.folder).contains { !$0.hasPrefix("pictures") } }
    case .grid:
      try until { try FileFacts.exist(files.samplesFolder) }
      sleep(0...0.3 * seconds)
      until {
        !temporaries(files.samplesFolder).isEmpty
          || !temporaries(files.reconstructionsFolder).isEmpty
      }
    }
  }

  var isAnew: Bool { self == .anew || self == .anewAtOnce }
}

/// `kill -9`, and two orders to stop, at seeded random moments of trainings.
@Suite("A training that is killed at any moment", .serialized)
struct KillAttack {
  @Test("goes on to the weights of one that nothing stopped, bit for bit")
  func kill() throws {
    var random = RepeatableNumbers(seed: Attack.seed)
    var (killed, ended) = ([String: Int](), 0)
    let trials = Attack.trials(2 * Moment.allCases.count, long: 200)
    for trial in 0..<trials {
      let victim = try (trial % 2 == 0 ? Victim.variational : Victim.adversarial).get()
      let moment = Moment.allCases[trial / 2 % Moment.allCases.count]
      let run = "killed-\(trial)"
      defer { for name in [run, run + ".1", run + ".2"] { victim.remove(name) } }
      if moment.isAnew { try prepareOldRun(victim, run) }
      // Half of the continuations are killed too.
      for attempt in 0...(Bool.random(using: &random) ? 1 : 0) {
        let isFirst = attempt == 0
        let words = victim.words(run) + (moment.isAnew && isFirst ? ["--new"] : [])
        let running = try Running(words, in: victim.folder.path)
        try (isFirst ? moment : .anywhere).wait(
          for: running, victim.files(run), victim.seconds, &random)
        if stop(running, moment, &random) {
          killed[moment.rawValue, default: 0] += 1
        } else {
          ended += 1
        }
      }
      let what: Comment = "trial \(trial), \(moment), \(victim.objective)"
      if moment.isAnew { try checkOldRun(victim, run, what) }
      #expect(try victim.faults(goingOn: run) == [], what)
    }
    #expect(ended < trials, "most trainings must not be over before they are killed")
    Attack.report(
      "kill",
      [
        "trainings": .integer(trials), "killed": .counts(killed), "over_before": .integer(ended),
        "kills": .integer(killed.values.reduce(0, +)),
      ])
  }

  /// Whether the training was stopped; false where it had ended.
  private func stop(
    _ running: Running, _ moment: Moment, _ random: inout RepeatableNumbers
  ) -> Bool {
    let process = running.process
    guard process.isRunning else { return false }
    if moment == .twoInterruptions {
      Foundation.kill(process.processIdentifier, SIGINT)
      usleep(UInt32.random(in: 0...5000, using: &random))
      Foundation.kill(process.processIdentifier, SIGINT)
    } else {
      Foundation.kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal || process.terminationStatus != 0
  }

  // MARK: - After another

  @Test(
    "so does one that goes on after its end, and one that starts from another's weights",
    arguments: [true, false])
  func sequel(goesOn: Bool) throws {
    let victim = try Victim.variational.get()
    let finished = "whole-\(victim.objective)"
    let extra = goesOn ? ["--more", "80"] : ["--from", "\(finished)/model.safetensors"]
    func begin(_ run: String) throws {
      guard goesOn else { return }
      try FileManager.default.copyItem(
        atPath: victim.folder(finished), toPath: victim.folder(run))
    }
    func end(_ run: String, _ words: [String]) throws -> Victim.Outcome {
      let last = try Binary.run(victim.words(run) + words, in: victim.folder.path)
      #expect(last.code == 0, "\(last.messages)")
      return try Victim.Outcome(victim.folder(run))
    }
    let name = goesOn ? "more" : "from"
    try begin("whole-\(name)")
    let wanted = try end("whole-\(name)", extra)
    #expect(wanted != victim.wanted)
    var random = RepeatableNumbers(seed: Attack.seed)
    var kills = 0
    let trials = Attack.trials(3, long: 40)
    for trial in 0..<trials {
      let run = "\(name)-\(trial)"
      defer { victim.remove(run) }
      try begin(run)
      let running = try Running(victim.words(run) + extra, in: victim.folder.path)
      try Moment.anywhere.wait(for: running, victim.files(run), victim.seconds / 3, &random)
      if stop(running, .anywhere, &random) { kills += 1 }
      // A run that was to be longer, and was killed before it knew, is still finished.
      var outcome = try end(run, goesOn ? [] : extra)
      if goesOn, outcome == victim.wanted { outcome = try end(run, extra) }
      #expect(outcome == wanted, "trial \(trial), \(name)")
    }
    if Attack.isLong { #expect(kills > trials / 4, "most must not be over before they are killed") }
    Attack.report("kill --\(name)", ["trainings": .integer(trials), "kills": .integer(kills)])
  }

  // MARK: - With --new

  /// A finished run of another kind has the name.
  private func prepareOldRun(_ victim: Victim, _ run: String) throws {
    try FileManager.default.copyItem(
      atPath: victim.folder("whole-\(victim.objective)"), toPath: victim.folder(run))
    try WholeFile.write("old\n", to: victim.folder("\(run)/note.txt"), replacing: false)
  }

  /// It is whole under its name or one beside. Where it has the name again, or still, it is moved away.
  private func checkOldRun(_ victim: Victim, _ run: String, _ what: Comment) throws {
    let kept = try [run, run + ".1", run + ".2"].filter {
      try FileFacts.exist(victim.folder("\($0)/note.txt"))
    }
    try #require(kept.count == 1, what)
    #expect(try Victim.Outcome(victim.folder(kept[0])) == victim.wanted, what)
    if kept[0] == run {
      let again = try Binary.run(victim.words(run) + ["--new"], in: victim.folder.path)
      #expect(again.code == 0, "\(again.messages)")
      #expect(try FileFacts.exist(victim.folder("\(run).1/note.txt")), what)
    }
  }
}
