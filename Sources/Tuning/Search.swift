import Hashing

/// Successive halving: many candidates are trained for a short time, the better third of them for longer, and so on
/// up to the last; then once more, with candidates that a model of all results so far proposes. The defaults are one
/// candidate and go all the way, so that whatever wins has beaten them after the same time.
///
/// What comes next follows from the results and the seed alone: a search that was killed goes on as if it had not been.
package struct Search: Sendable {
  package let space: SearchSpace
  /// All its trials together, in seconds.
  package let seconds: Double
  package let seed: UInt64
  /// Whether a training by such settings can be.
  let isPossible: @Sendable (Candidate) -> Bool

  /// How many begin a bracket, and which share of them goes up a rung, where each is trained as many times as long.
  package static let (begun, factor, rungs, brackets) = (9, 3, 3, 2)

  package var trials: Range<Int> { 0..<Search.begun * Search.brackets }

  package init(
    _ space: SearchSpace, seconds: Double, seed: UInt64,
    isPossible: @escaping @Sendable (Candidate) -> Bool = { _ in true }
  ) {
    (self.space, self.seconds, self.seed, self.isPossible) = (space, seconds, seed, isPossible)
  }

  /// What came of a candidate on a rung.
  package struct Result: Sendable, Equatable {
    package let trial: Int
    package let rung: Int
    package let candidate: Candidate
    /// Of its training so far.
    package let steps: Int
    /// Low is good; infinite of a training that failed.
    package let score: Double

    package init(trial: Int, rung: Int, candidate: Candidate, steps: Int, score: Double) {
      (self.trial, self.rung, self.candidate) = (trial, rung, candidate)
      (self.steps, self.score) = (steps, score)
    }
  }

  package enum Next: Sendable, Equatable {
    /// Train a trial up to a rung, on which it has been trained for so many seconds in all.
    case train(trial: Int, Candidate, rung: Int, seconds: Double)
    /// Nothing is left to try.
    case end
  }

  /// How long a trial has been trained on a rung.
  package func seconds(on rung: Int) -> Double {
    // What one bracket takes, in times of the lowest rung; the defaults go up beside the others.
    var times = [Double](repeating: 0, count: Search.brackets)
    for bracket in times.indices {
      for rung in 0..<Search.rungs {
        let more = rung == 0 ? 1 : Search.times(rung) - Search.times(rung - 1)
        let going = Search.going(up: rung) + (bracket == 0 && rung > 0 ? 1 : 0)
        times[bracket] += more * Double(going)
      }
    }
    return seconds / times.reduce(0, +) * Search.times(rung)
  }

  /// How many times as long as on the lowest rung, and how many of a bracket come there.
  private static func times(_ rung: Int) -> Double {
    (0..<rung).reduce(1) { product, _ in product * Double(factor) }
  }
  private static func going(up rung: Int) -> Int {
    (0..<rung).reduce(begun) { count, _ in count / factor }
  }

  package func next(after results: [Result]) -> Next {
    for bracket in 0..<Search.brackets {
      var members = Array(bracket * Search.begun..<(bracket + 1) * Search.begun)
      for rung in 0..<Search.rungs {
        for trial in members
        where !results.contains(where: { $0.trial == trial && $0.rung == rung }) {
          let earlier = results.first { $0.trial == trial }
          return .train(
            trial: trial, earlier?.candidate ?? candidate(trial, after: results), rung: rung,
            seconds: seconds(on: rung))
        }
        let best = results.filter { members.contains($0.trial) && $0.rung == rung }
          .sorted { ($0.score, $0.trial) < ($1.score, $1.trial) }
          .prefix(Search.going(up: rung + 1)).map(\.trial)
        // The defaults are trial 0.
        members = bracket == 0 && !best.contains(0) ? best + [0] : best
      }
    }
    return .end
  }

  /// The best of those that were trained longest.
  package func winner(of results: [Result]) -> Int {
    let finals = results.filter { $0.rung == Search.rungs - 1 }
    return finals.min { ($0.score, $0.trial) < ($1.score, $1.trial) }?.trial ?? 0
  }

  // MARK: - Candidates

  /// The defaults, then variations of them, and from the second bracket on what the results promise most of.
  private func candidate(_ trial: Int, after results: [Result]) -> Candidate {
    if trial == 0 { return space.standard }
    var random = SplitMix64(seed: seed &+ SplitMix64.mixed(UInt64(trial)))
    let tried = results.filter { $0.rung == 0 }.map(\.candidate)
    func fresh(_ count: Int, near candidate: Candidate) -> [Candidate] {
      var found: [Candidate] = []
      for _ in 0..<count {
        let other = space.variation(of: candidate, using: &random)
        if !tried.contains(other), isPossible(other) { found.append(other) }
      }
      return found
    }
    guard trial >= Search.begun else {
      return fresh(100, near: space.standard).first ?? space.standard
    }
    let model = Surrogate(
      space,
      results.map {
        .init(candidate: $0.candidate, height: Double($0.rung) / Double(Search.rungs - 1))
      }, scores: results.map(\.score))
    let ranked = tried.map { (candidate: $0, mean: model.prediction($0).mean) }
      .sorted { $0.mean < $1.mean }
    let best = ranked.first?.mean ?? 0
    let promising = ranked.prefix(3).flatMap { fresh(200, near: $0.candidate) }
      .map { (candidate: $0, worth: model.expectedImprovement($0, on: best)) }
    return promising.max { $0.worth < $1.worth }?.candidate ?? space.standard
  }
}
