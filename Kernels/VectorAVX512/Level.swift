/// The floats of one vector register.
typealias Lanes = SIMD16<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<16, Lanes>

/// What else differs from level to level.
enum Level {
  static let name = "avx512"

  /// The vectors of channels that a register tile takes at most, see `PanelProduct`.
  static let panel = 4
}
