import KernelContract
import TestSupport

/// What differs between a table's results and its plain twin's by more than rounding explains, a
/// sentence for each: none, if all is well. The tests expect that, and so does `.ci/checks/neon`,
/// where this folder is compiled as Embedded Swift, without a testing library.
typealias Differences = [String]

extension Differences {
  /// Notes the first number that is further than `tolerance` from the expected one.
  mutating func compare(
    _ name: String, _ found: [Float], _ expected: [Float], _ tolerance: (_ expected: Float) -> Float
  ) {
    guard found.count == expected.count else {
      return append("\(name): \(found.count) numbers instead of \(expected.count)")
    }
    // Written so that a NaN is a difference.
    let wrong = found.indices.first {
      !(abs(found[$0] - expected[$0]) <= tolerance(expected[$0]))
    }
    guard let wrong else { return }
    append(
      "\(name): \(found[wrong]) instead of \(expected[wrong]) at \(wrong), by more than "
        + "\(tolerance(expected[wrong]))")
  }

  mutating func compare(
    _ name: String, _ found: [Float], _ expected: [Float], _ tolerance: Float
  ) {
    compare(name, found, expected) { _ in tolerance }
  }

  /// Images alone are compared: of the results, nothing else may be written.
  mutating func compare(
    _ name: String, _ found: [Float], _ expected: [Float], _ layout: ImageLayout, images: Int,
    _ tolerance: Float
  ) {
    if !layout.borderIsPoison(images: images, in: found) {
      append("\(name): the border, or not all of the image, written")
    }
    compare(
      name, layout.interior(images: images, of: found),
      layout.interior(images: images, of: expected), tolerance)
  }

  mutating func compareBits(_ name: String, _ found: [Float], _ expected: [Float]) {
    let same =
      found.count == expected.count
      && found.indices.allSatisfy { found[$0].bitPattern == expected[$0].bitPattern }
    if !same { append("\(name): other bits") }
  }
}
