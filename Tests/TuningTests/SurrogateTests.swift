import Foundation
import Testing
import Tuning

@Suite("A model of results goes through them and knows what it does not know")
struct SurrogateTests {
  /// Two numbers of five values each, and a word of three.
  static let space = SearchSpace(axes: [
    .init(name: "a", values: [0, 1, 2, 3, 4], standard: 2),
    .init(name: "b", values: [0, 1, 2, 3, 4], standard: 2),
    .init(name: "word", values: ["x", "y", "z"], standard: 0),
  ])

  /// Least at (3, 1, y).
  static func score(_ candidate: Candidate) -> Double {
    let (a, b) = (Double(candidate.choices[0]) - 3, Double(candidate.choices[1]) - 1)
    return 5 + a * a / 4 + b * b / 8 + (candidate.choices[2] == 1 ? 0 : 0.3)
  }

  static let all: [Candidate] = (0..<75).map {
    Candidate(choices: [$0 % 5, $0 / 5 % 5, $0 / 25])
  }

  @Test func theFactorIsTheMatrixs() {
    let matrix = [[4.0], [2, 5], [-1, 0.5, 3]]
    let factor = Surrogate.cholesky(matrix)
    for i in 0..<3 {
      for j in 0...i {
        let product = (0...j).reduce(0) { $0 + factor[i][$1] * factor[j][$1] }
        #expect(abs(product - matrix[i][j]) < 1e-12)
      }
    }
    // L Lt x = b has the x that b was made of.
    let x = [1.0, -2, 0.5]
    let whole = [[4, 2, -1], [2, 5, 0.5], [-1, 0.5, 3]]
    let b = whole.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    let found = Surrogate.backward(factor, Surrogate.forward(factor, b))
    for (a, b) in zip(found, x) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func standardScoresLeaveOutHowBadBadOnesAre() {
    let plain = Surrogate.standardised([1, 2, 3])
    #expect(abs(plain.reduce(0, +)) < 1e-12 && abs(plain[2] - 1.5.squareRoot()) < 1e-12)
    let held = Surrogate.standardised([1, 2, 3, 1e9, .infinity])
    // Three times as far from the best as the middle one: 7.
    #expect(held[3] == held[4] && abs((held[3] - held[0]) / (held[1] - held[0]) - 6) < 1e-9)
    #expect(Surrogate.standardised([.infinity, .infinity]) == [0, 0])
  }

  @Test func itForetellsWhatItHasNotSeen() {
    var seen: [Candidate] = []
    for (place, candidate) in Self.all.enumerated() where place % 2 == 0 { seen.append(candidate) }
    let scores = seen.map(Self.score)
    let model = Surrogate(
      Self.space, seen.map { .init(candidate: $0, height: 1) }, scores: scores)
    let mean = scores.reduce(0, +) / Double(scores.count)
    let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count))
      .squareRoot()
    for candidate in Self.all where !seen.contains(candidate) {
      let (guess, variance) = model.prediction(candidate)
      let truth = (Self.score(candidate) - mean) / deviation
      #expect(abs(guess - truth) < 0.5, "\(candidate)")
      // It is surer beside what it has seen than on a rung where it has seen nothing.
      #expect(variance < model.prediction(candidate, height: 0).variance)
    }
  }

  /// Against its definition, the mean of max(best - x, 0) under the normal distribution.
  @Test(arguments: [-1.0, 0, 0.7]) func improvementIsItsIntegral(best: Double) {
    let seen = [Self.all[3], Self.all[40], Self.all[71]]
    let model = Surrogate(
      Self.space, seen.map { .init(candidate: $0, height: 1) }, scores: [1, 2, 4])
    for candidate in [Self.all[0], Self.all[40], Self.all[60]] {
      let (mean, variance) = model.prediction(candidate)
      let deviation = variance.squareRoot()
      var sum = 0.0
      let steps = 20_000
      for step in 0..<steps {
        let z = -8 + 16 * (Double(step) + 0.5) / Double(steps)
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        sum += max(0, best - mean - deviation * z) * density * 16 / Double(steps)
      }
      #expect(abs(model.expectedImprovement(candidate, on: best) - sum) < 1e-6)
    }
  }
}
