/// The floats of one vector register.
typealias Lanes = SIMD16<Float>

/// The numbers that differ from level to level.
enum Level {
  static let name = "avx512"
}
