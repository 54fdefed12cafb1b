/// The floats of one vector register.
typealias Lanes = SIMD4<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<4, Lanes>

/// What else differs from level to level.
enum Level {
  static let name = "neon"

  /// The vectors of channels that a register tile takes at most, see `PanelProduct`.
  static let panel = 2
}
