import Autoencoder
import Images
import Options

/// The size that every picture is brought to.
package struct TrainingSize: Sendable, Equatable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// From "64x48" or "64".
  init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count <= 2, let width = sides[0], let height = sides.last ?? width else {
      return nil
    }
    self.init(width: width, height: height)
  }

  package var text: String { "\(width)x\(height)" }
}

extension ValueType<TrainingSize> {
  static var size: Self {
    let sides = Architecture.sides
    return ValueType(
      "WxH", "a size such as 64 or 96x64, up to \(sides.upperBound) a side",
      isValid: { sides.contains($0.width) && sides.contains($0.height) }, text: \.text
    ) { TrainingSize($0) }
  }
}

extension ValueType<ChannelChoice> {
  /// As plans spell them, and "gray" as others do.
  static var channels: Self {
    let words = ChannelChoice.allCases.map(\.rawValue)
    return ValueType(
      words.joined(separator: "|"), listed(words), completion: .words(words), text: \.rawValue
    ) { ChannelChoice(rawValue: $0 == "gray" ? ChannelChoice.grey.rawValue : $0) }
  }
}

extension ValueType<Color> {
  static var color: Self {
    ValueType(
      "COLOR", "a colour such as white or #8090a0",
      text: { color in ["white", "black"].first { Color($0) == color } ?? color.text }
    ) { Color($0) }
  }
}

extension ValueType<String> {
  /// The name of a file or folder, or of none, which is empty.
  static func path(_ named: Self) -> Self {
    ValueType(named.placeholder, named.expectation, completion: named.completion) { $0 }
  }
}

extension ValueType<Likelihood> {
  static var likelihood: Self {
    ValueType(
      "NAME", Likelihood.names,
      completion: .words(["gaussian", "bernoulli", "laplace", "logistic"]), text: \.name
    ) { try? Likelihood(name: $0) }
  }
}

extension ValueType<DivergenceSchedule> {
  static var divergenceSchedule: Self {
    ValueType(
      "NAME", "linear, linear:SHARE, cyclical, cyclical:CYCLES or constant",
      completion: .words(["linear", "cyclical", "constant"]), text: \.name
    ) { DivergenceSchedule(name: $0) }
  }
}

extension DivergenceSchedule {
  init?(name: String) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("constant", nil): self = .constant
    case ("linear", nil): self = .linear(share: 0.1)
    case ("cyclical", nil): self = .cyclical(cycles: 4)
    case ("linear", let share?):
      guard let share = Double(share), 0...1 ~= share else { return nil }
      self = .linear(share: share)
    case ("cyclical", let cycles?):
      guard let cycles = Int(cycles), 1...1000 ~= cycles else { return nil }
      self = .cyclical(cycles: cycles)
    default: return nil
    }
  }

  package var name: String {
    switch self {
    case .constant: "constant"
    case .linear(let share): "linear:\(share)"
    case .cyclical(let cycles): "cyclical:\(cycles)"
    }
  }
}
