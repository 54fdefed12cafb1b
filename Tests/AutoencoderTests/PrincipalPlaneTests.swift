import Autoencoder
import CLibrary
import KernelSelection
import Testing

@Suite("The map of codes is the plane in which they vary most")
struct PrincipalPlaneTests {
  private static let kernels = KernelSelection.available[0]

  private func plane(_ rows: [[Double]]) throws -> PrincipalPlane {
    let codes = try #require(
      CodeNeighbours(
        codes: rows.flatMap { $0.map(Float.init) }, latents: rows[0].count, kernels: Self.kernels))
    return PrincipalPlane(of: codes, Self.kernels)
  }

  /// Waves over a whole period are at right angles: u and v are the axes, with variances 9/2 and 1/2.
  @Test("two known directions are found, the longer first")
  func known() throws {
    let u = [0.6, 0.8, 0, 0]
    let v = [0.0, 0, -0.8, 0.6]
    let mean = [5.0, -4, 3, 2]
    let rows = (0..<40).map { i in
      let angle = Double(i) * 2 * Double.pi / 40
      return (0..<4).map { mean[$0] + 3 * cos(angle) * u[$0] + sin(angle) * v[$0] }
    }
    let plane = try plane(rows)
    for (found, expected) in zip(plane.axes, [u, v]) {
      let product = zip(found, expected).reduce(0) { $0 + Double($1.0) * $1.1 }
      #expect(abs(abs(product) - 1) < 1e-5)
    }
    for (found, expected) in zip(plane.mean, mean) { #expect(abs(Double(found) - expected) < 1e-5) }
  }

  @Test("codes that are all the same, or of one latent, have a plane of finite numbers")
  func degenerate() throws {
    for rows in [
      Array(repeating: [1.0, 2, 3], count: 20), (0..<20).map { [Double($0)] },
    ] {
      let plane = try plane(rows)
      #expect(plane.axes.count == 2 && plane.axes.allSatisfy { $0.count == rows[0].count })
      #expect(plane.axes.joined().allSatisfy(\.isFinite) && plane.mean.allSatisfy(\.isFinite))
    }
  }
}
