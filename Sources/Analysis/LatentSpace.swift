/// How a space of codes hangs together, as numbers.
package enum LatentSpace {
  /// How evenly a picture changes along a path.
  package struct Continuity: Sendable, Equatable {
    /// The mean distance of two neighbouring pictures: root mean square of a pixel's change.
    package let meanJump: Double
    /// The longest of these over the mean: 1 on a perfectly even path.
    package let longestJump: Double
    /// The sum of the jumps over the distance of the ends: 1 on a straight way.
    package let detour: Double

    package init(meanJump: Double, longestJump: Double, detour: Double) {
      self.meanJump = meanJump
      self.longestJump = longestJump
      self.detour = detour
    }
  }

  /// From the pictures at evenly spaced codes of one path; nil where nothing moves.
  package static func continuity(_ pictures: [[Float]]) -> Continuity? {
    guard pictures.count >= 2 else { return nil }
    let jumps = (1..<pictures.count).map { distance(pictures[$0 - 1], pictures[$0]) }
    let mean = Summary.mean(jumps)
    let ends = distance(pictures[0], pictures[pictures.count - 1])
    guard mean > 0, ends > 0, let longest = jumps.max() else { return nil }
    return Continuity(
      meanJump: mean, longestJump: longest / mean, detour: jumps.reduce(0, +) / ends)
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Double {
    PictureSimilarity.meanSquaredError(a.span, b.span).squareRoot()
  }
}
