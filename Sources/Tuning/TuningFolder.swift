import Files
import Hashing
import Options
import Training

/// What a search keeps beside the run that it makes: the trials, each a run of its own, and a journal of what came of
/// them, from which a search that was stopped goes on.
struct TuningFolder: ~Copyable {
  let path: String
  private(set) var results: [Search.Result]
  /// For how long the winner is to go on, where that has begun.
  private(set) var final: Final?
  /// The time that the search had used up at the last line.
  let seconds: Double

  private let lock: FileLock
  private var journal: AppendingFile

  struct Final: Equatable {
    let trial: Int
    let more: Double
  }

  /// Takes the folder, made if need be. Throws where it holds a search that was asked for something else.
  init(_ path: String, asked: JSON) throws {
    try RunFolder.checkIsOwn(path)
    try Folder.make(path)
    let lock = try FileLock(folder: path)
    var lines: [JSON] = []
    var journal = try AppendingFile(Path.join(path, "tuning.jsonl")) { line in
      guard let json = try? JSON(parsing: String(line)) else { return false }
      lines.append(json)
      return true
    }
    if lines.isEmpty {
      try journal.append(asked.rendered())
    } else if lines[0].rendered() != asked.rendered() {
      throw TuningError.differs(folder: path)
    }
    results = lines.compactMap(Search.Result.init)
    final = lines.compactMap(Final.init).last
    seconds = lines.compactMap { $0["elapsed"]?.number }.max() ?? 0
    self.path = path
    self.lock = lock
    self.journal = journal
  }

  var pictures: String { Path.join(path, "pictures.cache") }
  var chart: String { Path.join(path, "tuning.png") }
  func trial(_ number: Int) -> String {
    Path.join(path, "trial-\(NumberText.padded(number, 2))")
  }

  /// Throws where the journal has something else than results of this search.
  func check(_ search: Search) throws(TuningError) {
    let areOfIt = results.allSatisfy { result in
      search.trials.contains(result.trial) && search.space.holds(result.candidate)
    }
    let isOne = final.map { final in results.contains { $0.trial == final.trial } } ?? true
    if !areOfIt || !isOne { throw .damaged(folder: path) }
  }

  mutating func append(_ result: Search.Result, elapsed: Double) throws {
    try journal.append(result.json(elapsed: elapsed).rendered())
    results.append(result)
  }

  mutating func append(_ final: Final, elapsed: Double) throws {
    try journal.append(final.json(elapsed: elapsed).rendered())
    self.final = final
  }
}

extension TuningFolder.Final {
  func json(elapsed: Double) -> JSON {
    ["won": .integer(trial), "more": .number(more), "elapsed": .number(elapsed)]
  }

  init?(_ json: JSON) {
    guard let trial = json["won"]?.integer, let more = json["more"]?.number else { return nil }
    self.init(trial: trial, more: more)
  }
}

extension Search.Result {
  package func json(elapsed: Double) -> JSON {
    [
      "trial": .integer(trial), "rung": .integer(rung),
      "choices": .array(candidate.choices.map { .integer($0) }), "steps": .integer(steps),
      "bits_per_dim": .number(score), "elapsed": .number(elapsed),
    ]
  }

  init?(_ json: JSON) {
    guard let trial = json["trial"]?.integer, let rung = json["rung"]?.integer,
      let choices = json["choices"]?.array?.compactMap(\.integer),
      let steps = json["steps"]?.integer
    else { return nil }
    // What is not finite is written as null.
    self.init(
      trial: trial, rung: rung, candidate: Candidate(choices: choices), steps: steps,
      score: json["bits_per_dim"]?.number ?? .infinity)
  }
}

/// Why a search cannot be.
package enum TuningError: Error, Equatable, CustomStringConvertible {
  case differs(folder: String)
  case damaged(folder: String)
  case runIsThere(String)

  package var description: String {
    switch self {
    case .differs(let folder):
      "\(folder) holds a search with other words; repeat those to go on with it, or give another --run"
    case .damaged(let folder):
      "the journal of \(folder) is damaged; remove the folder, or give another --run"
    case .runIsThere(let run):
      "\(run) is there already; give another --run for what the search makes"
    }
  }
}
