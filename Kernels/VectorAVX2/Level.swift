/// The floats of one vector register.
typealias Lanes = SIMD8<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<8, Lanes>

/// What else differs from level to level.
enum Level {
  static let name = "avx2"

  /// The vectors of channels that a register tile takes at most, see `PanelProduct`.
  static let panel = 2
}
