import CLibrary

/// A way from one code to another.
package enum LatentPath: String, Sendable, CaseIterable {
  /// Along the arc: the direction turns at an even pace and the length changes at an even pace, so
  /// that codes between stay as far from the middle as codes of pictures are.
  case slerp
  /// Along the straight line.
  case lerp

  /// The code at t in [0, 1]; exactly `a` at 0 and `b` at 1.
  ///
  ///     lerp   (1 - t) a + t b
  ///     slerp  length(t) (sin((1 - t) w) a/|a| + sin(t w) b/|b|) / sin w,  w the angle between
  ///
  /// Where the arc is no more than a line (codes in the same or opposite direction, or at the
  /// origin) slerp goes straight too.
  package func point(_ t: Double, from a: [Float], to b: [Float]) -> [Float] {
    precondition(a.count == b.count, "codes of two models")
    if t <= 0 { return a }
    if t >= 1 { return b }
    let (lengthA, lengthB) = (LatentPath.length(a), LatentPath.length(b))
    var (shareA, shareB) = (1 - t, t)
    if self == .slerp, lengthA > 0, lengthB > 0 {
      let cosine = LatentPath.dot(a, b) / (lengthA * lengthB)
      let angle = acos(min(max(cosine, -1), 1))
      let sine = sin(angle)
      if sine > 1e-4 {
        let length = (1 - t) * lengthA + t * lengthB
        shareA = length * sin((1 - t) * angle) / sine / lengthA
        shareB = length * sin(t * angle) / sine / lengthB
      }
    }
    return a.indices.map { Float(shareA * Double(a[$0]) + shareB * Double(b[$0])) }
  }

  /// `steps` codes through all of `stops` at an even pace, first and last included.
  package func points(through stops: [[Float]], steps: Int) -> [[Float]] {
    precondition(stops.count >= 2 && steps >= 2, "a path needs two ends")
    return (0..<steps).map { step in
      let position = Double(step) * Double(stops.count - 1) / Double(steps - 1)
      let leg = min(Int(position), stops.count - 2)
      return point(position - Double(leg), from: stops[leg], to: stops[leg + 1])
    }
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double {
    a.indices.reduce(0) { $0 + Double(a[$1]) * Double(b[$1]) }
  }

  private static func length(_ a: [Float]) -> Double { dot(a, a).squareRoot() }
}
