import Autoencoder
import Options

/// The objectives by name, as --objective and plan.json spell them: to add one, add a row here.
///
///     variational    adversarial    importance:K    plain    denoising:SIGMA    sparse:WEIGHT
private struct ObjectiveFamily: Sendable {
  let word: String
  /// Stands for what follows a colon; nil where nothing may.
  var argument: String?
  /// The argument of the word alone; nil where it must be given.
  var standard: String?
  /// The objective of an argument, empty where there is none; nil where it is none of the family.
  let make: @Sendable (String) -> Objective?
  /// The argument of an objective of the family; nil of others.
  let argumentOf: @Sendable (Objective) -> String?

  static let all = [
    ObjectiveFamily(word: "variational", make: { _ in Objective() }) {
      if case .variational = $0.code { $0.adversarial == nil ? "" : nil } else { nil }
    },
    ObjectiveFamily(
      word: "adversarial", make: { _ in Objective(adversarial: Adversarial()) }
    ) { $0.adversarial == nil ? nil : "" },
    ObjectiveFamily(
      word: "importance", argument: "K",
      make: { Int($0).flatMap { 1...100 ~= $0 ? Objective(.importance(samples: $0)) : nil } }
    ) { if case .importance(let samples) = $0.code { "\(samples)" } else { nil } },
    ObjectiveFamily(word: "plain", make: { _ in Objective(.deterministic(sparsity: 0)) }) {
      $0.code == .deterministic(sparsity: 0) && $0.corruption == 0 ? "" : nil
    },
    ObjectiveFamily(
      word: "denoising", argument: "SIGMA", standard: "0.1",
      make: { weight($0).map { Objective(.deterministic(sparsity: 0), corruption: $0) } }
    ) { $0.code == .deterministic(sparsity: 0) && $0.corruption > 0 ? "\($0.corruption)" : nil },
    ObjectiveFamily(
      word: "sparse", argument: "WEIGHT", standard: "1",
      make: { weight($0).map { Objective(.deterministic(sparsity: $0)) } }
    ) {
      if case .deterministic(let sparsity) = $0.code, sparsity > 0 { "\(sparsity)" } else { nil }
    },
  ]

  private static func weight(_ text: String) -> Float? {
    Float(text).flatMap { $0 > 0 && $0 <= 1000 ? $0 : nil }
  }
}

extension Objective {
  /// Nil where no objective has the name.
  package init?(name: String) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let family = ObjectiveFamily.all.first(where: { $0.word == parts[0] }),
      parts.count == 1 || family.argument != nil,
      let argument = parts.count > 1
        ? String(parts[1]) : family.argument == nil ? "" : family.standard,
      let objective = family.make(argument)
    else { return nil }
    self = objective
  }

  package var name: String {
    for family in ObjectiveFamily.all {
      if let argument = family.argumentOf(self) {
        return argument.isEmpty ? family.word : "\(family.word):\(argument)"
      }
    }
    preconditionFailure("an objective of no family")
  }

  /// With so many nats for each latent that cost nothing; those that have no such nats stay as they are.
  func with(freeBits: Double) -> Objective {
    var objective = self
    if case .variational = code { objective.code = .variational(freeBits: freeBits) }
    return objective
  }
}

extension ValueType<Objective> {
  static var objective: Self {
    let families = ObjectiveFamily.all
    let alone = families.filter { $0.argument == nil || $0.standard != nil }
    return ValueType(
      "NAME", listed(families.map { $0.word + ($0.argument.map { ":\($0)" } ?? "") }),
      completion: .words(alone.map(\.word)), text: \.name
    ) { Objective(name: $0) }
  }
}
