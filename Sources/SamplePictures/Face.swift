import Hashing

/// What a face is drawn from: fourteen independent numbers, each uniform over its range.
package struct Face: Sendable, Equatable {
  /// 0 light … 1 dark.
  package var skin: Float = 0.3
  /// 0 black … 1 blond.
  package var hair: Float = 0.3
  /// 0 above the ears … 1 to the shoulders.
  package var length: Float = 0.5
  /// -1 parted over the left eye of the picture … 1 over the right one.
  package var parting: Float = 0
  /// 0 slender … 1 round.
  package var width: Float = 0.5
  /// The head, and in it the eyes: -1 to the left of the picture … 1 to the right.
  package var turn: Float = 0
  package var gaze: Float = 0
  /// -1 raised in the middle (worried) … 1 drawn down (stern).
  package var brows: Float = 0
  /// -1 sad … 1 happy.
  package var smile: Float = 0.5
  /// 0 shut … 1 open.
  package var mouth: Float = 0
  /// Where the light comes from: -1 left … 1 right.
  package var light: Float = 0
  /// 0 warm … 1 cool.
  package var background: Float = 0.5
  package var shirt: Float = 0.5
  /// 0 none, 1 worn.
  package var glasses: Float = 0

  package init() {}

  package struct Factor: Sendable {
    package let name: String
    package let path: WritableKeyPath<Face, Float> & Sendable
    /// Whether it goes from -1 instead of 0 to 1.
    package var isSigned = false
  }

  /// All factors in the order of their table.
  package static let factors = [
    Factor(name: "skin", path: \.skin), Factor(name: "hair", path: \.hair),
    Factor(name: "length", path: \.length),
    Factor(name: "parting", path: \.parting, isSigned: true),
    Factor(name: "width", path: \.width), Factor(name: "turn", path: \.turn, isSigned: true),
    Factor(name: "gaze", path: \.gaze, isSigned: true),
    Factor(name: "brows", path: \.brows, isSigned: true),
    Factor(name: "smile", path: \.smile, isSigned: true), Factor(name: "mouth", path: \.mouth),
    Factor(name: "light", path: \.light, isSigned: true),
    Factor(name: "background", path: \.background), Factor(name: "shirt", path: \.shirt),
    Factor(name: "glasses", path: \.glasses),
  ]

  /// Face `index` of the endless series that `seed` begins: thousandths, so that text holds them
  /// exactly.
  package init(seed: UInt64, index: Int) {
    for (i, factor) in Face.factors.enumerated() {
      let picture = SplitMix64.mixed(SplitMix64.mixed(seed) &+ UInt64(index))
      let bits = SplitMix64.mixed(picture &+ UInt64(i))
      let share = Float(bits >> 40) / Float(1 << 24)
      let value = factor.isSigned ? 2 * share - 1 : share
      self[keyPath: factor.path] = (value * 1000).rounded() / 1000
    }
    // A third of the faces wears glasses.
    glasses = glasses < 1 / 3 ? 1 : 0
  }
}
