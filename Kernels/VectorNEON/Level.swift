/// The floats of one vector register.
typealias Lanes = SIMD4<Float>

/// The numbers that differ from level to level.
enum Level {
  static let name = "neon"
}
