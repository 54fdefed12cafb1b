import Hashing
import Testing
import Tuning

@Suite("A search halves, goes on where it was, and finds what is good")
struct SearchTests {
  private typealias Space = SurrogateTests

  private func search(seed: UInt64 = 0) -> Search {
    Search(Space.space, seconds: 500, seed: seed)
  }

  /// All results of a search whose trainings come to `score`, and what has won.
  private func run(
    _ search: Search, from results: [Search.Result] = [], until count: Int = .max,
    score: (Candidate, Int) -> Double = { candidate, _ in Space.score(candidate) }
  ) -> (results: [Search.Result], won: Int?) {
    var results = results
    while results.count < count {
      switch search.next(after: results) {
      case .end: return (results, search.winner(of: results))
      case .train(let trial, let candidate, let rung, let seconds):
        #expect(seconds == search.seconds(on: rung))
        results.append(
          .init(
            trial: trial, rung: rung, candidate: candidate, steps: 1,
            score: score(candidate, rung)))
      }
    }
    return (results, nil)
  }

  @Test func theBestThirdGoesUpAndTheDefaultsAllTheWay() {
    // The defaults are the worst of all.
    let (results, won) = run(search()) { candidate, _ in
      candidate == Space.space.standard ? 99 : Space.score(candidate)
    }
    for bracket in 0..<2 {
      let members = results.filter { $0.trial / 9 == bracket }
      #expect(members.filter { $0.rung == 0 }.map(\.trial) == Array(bracket * 9..<bracket * 9 + 9))
      for rung in 1...2 {
        let below = members.filter { $0.rung == rung - 1 }.sorted { $0.score < $1.score }
        let up = members.filter { $0.rung == rung }
        let best = below.prefix(rung == 1 ? 3 : 1).map(\.trial)
        #expect(up.map(\.trial) == best + (bracket == 0 ? [0] : []))
        // Each with the settings that it began with.
        for result in up {
          #expect(
            members.contains {
              $0.trial == result.trial && $0.rung == 0 && $0.candidate == result.candidate
            })
        }
      }
    }
    #expect(results.first?.candidate == Space.space.standard && won != 0)
    let finals = results.filter { $0.rung == 2 }
    #expect(won == finals.min { $0.score < $1.score }?.trial)
  }

  @Test func itsTimeIsTheTimeOfItsTrials() {
    let search = search()
    let (results, _) = run(search)
    // Each rung adds to what the trial had before.
    let used = results.reduce(0) {
      $0 + search.seconds(on: $1.rung) - ($1.rung == 0 ? 0 : search.seconds(on: $1.rung - 1))
    }
    // The defaults go up by themselves only where they are not among the best.
    let spare = 2 * search.seconds(on: 0) + 6 * search.seconds(on: 0)
    #expect(used <= 500.001 && used >= 500 - spare - 0.001)
    #expect(search.seconds(on: 2) == 9 * search.seconds(on: 0))
  }

  @Test func stoppedAnywhereItGoesOnTheSame() {
    let whole = run(search()).results
    for count in 0..<whole.count {
      let part = run(search(), until: count).results
      #expect(run(search(), from: part).results == whole)
    }
    #expect(run(search(seed: 1)).results != whole)
  }

  @Test func nothingIsTriedTwiceNorWhatCannotBe() {
    let banned: @Sendable (Candidate) -> Bool = { candidate in candidate.choices[0] != 4 }
    let search = Search(Space.space, seconds: 500, seed: 3, isPossible: banned)
    let begun = run(search).results.filter { $0.rung == 0 }.map(\.candidate)
    #expect(Set(begun).count == 18 && begun.allSatisfy(banned))
  }

  @Test func aTrainingThatFailsDoesNotWin() {
    let (results, won) = run(search()) { candidate, _ in
      candidate.choices[2] == 0 ? Space.score(candidate) : .infinity
    }
    let winner = results.first { $0.trial == won }
    #expect(winner?.candidate.choices[2] == 0)
  }

  /// Of as many trials, the proposals of the model end nearer to the best than chance does.
  @Test func itBeatsChance() {
    let best = Space.all.map(Space.score).min() ?? 0
    var (found, byChance) = (0.0, 0.0)
    for seed in 0..<20 as Range<UInt64> {
      let results = run(search(seed: seed)).results
      found += (results.map(\.score).min() ?? 0) - best
      var random = SplitMix64(seed: seed)
      let drawn = (0..<18).map { _ in
        Space.score(Space.all.randomElement(using: &random) ?? Space.all[0])
      }
      byChance += (drawn.min() ?? 0) - best
    }
    #expect(found < byChance / 2, "\(found / 20) beside \(byChance / 20)")
  }
}
