import Autoencoder
import Files
import Training

/// The settings that a search may choose among: an axis for each option that the user has left open.
package struct SearchSpace: Sendable {
  package let axes: [Axis]
  /// What the user has fixed.
  private let fixed: TrainingOptions

  package struct Axis: Sendable, Equatable {
    package let name: String
    /// Numbers from small to large, or words in no order; that of the defaults is one of them.
    package let values: [JSON]
    /// The place of the default.
    package let standard: Int

    package init(name: String, values: [JSON], standard: Int) {
      (self.name, self.values, self.standard) = (name, values, standard)
    }

    /// Whether values beside each other are alike.
    var isOrdered: Bool { values.allSatisfy { $0.number != nil } }
  }

  package init(axes: [Axis], fixed: TrainingOptions = TrainingOptions()) {
    (self.axes, self.fixed) = (axes, fixed)
  }

  /// The values beside the default, as plan.json spells them: few, as each axis more asks for more trials.
  private static let others: [(name: String, values: [JSON])] = [
    ("preset", ["standard", "deep"]),
    ("filters", [16, 24, 32, 48, 64]),
    ("latent", [4, 8, 16, 32]),
    ("likelihood", ["gaussian", "laplace", "logistic"]),
    ("objective", ["variational", "importance:5"]),
    ("beta", [0.25, 0.5, 1.0, 2.0]),
    ("batch", [8, 16, 32, 64]),
    ("learning-rate", [0.0005, 0.001, 0.002, 0.003, 0.005, 0.008]),
  ]

  /// Around the plan that holds by default, without what `given` fixes.
  package init(around plan: TrainingPlan, given: TrainingOptions) {
    let given = TrainingSettings(given).explicitMembers.map(\.key)
    let standards = plan.settings.explicitMembers
    axes = SearchSpace.others.compactMap { name, values in
      guard !given.contains(name), let standard = standards.first(where: { $0.key == name })?.value
      else { return nil }
      let isThere = values.contains { SearchSpace.areSame($0, standard) }
      var all = isThere ? values : values + [standard]
      if all.allSatisfy({ $0.number != nil }) {
        all.sort { ($0.number ?? 0) < ($1.number ?? 0) }
      }
      let place = all.firstIndex { SearchSpace.areSame($0, standard) }
      return place.map { Axis(name: name, values: all, standard: $0) }
    }
    fixed = plan.settings.options
  }

  private static func areSame(_ a: JSON, _ b: JSON) -> Bool {
    if let a = a.number, let b = b.number { return a == b }
    return a == b
  }

  /// What a training is told to try a candidate.
  package func options(_ candidate: Candidate) -> TrainingOptions {
    var options = fixed
    for (axis, choice) in zip(axes, candidate.choices) {
      let entry = TrainingTable.all.entries.first { $0.name == axis.name }
      _ = entry?.read(axis.values[choice], into: &options)
    }
    return options
  }

  // MARK: - Points

  func holds(_ candidate: Candidate) -> Bool {
    candidate.choices.count == axes.count
      && zip(axes, candidate.choices).allSatisfy { $0.values.indices.contains($1) }
  }

  package var standard: Candidate { Candidate(choices: axes.map(\.standard)) }

  /// A candidate with another value on about a third of the axes, and on one at least: settings that have nothing in
  /// common with good ones are hardly ever good.
  func variation(
    of candidate: Candidate, using random: inout some RandomNumberGenerator
  ) -> Candidate {
    var other = candidate
    guard let sure = axes.indices.randomElement(using: &random) else { return other }
    for axis in axes.indices where axis == sure || Int.random(in: 0..<3, using: &random) == 0 {
      let values = axes[axis].values.indices.filter { $0 != candidate.choices[axis] }
      other.choices[axis] = values.randomElement(using: &random) ?? candidate.choices[axis]
    }
    return other
  }

  /// The square of how far two candidates are apart, each axis being 1 long.
  func squaredDistance(_ a: Candidate, _ b: Candidate) -> Double {
    var sum = 0.0
    for (axis, (x, y)) in zip(axes, zip(a.choices, b.choices)) where x != y {
      let step = axis.isOrdered ? Double(x - y) / Double(axis.values.count - 1) : 1
      sum += step * step
    }
    return sum
  }
}

/// A value for each axis of a search, by its place there.
package struct Candidate: Sendable, Hashable {
  package var choices: [Int]

  package init(choices: [Int]) { self.choices = choices }
}
