import Images
import SamplePictures
import Testing

@Suite("Faces show their factors")
struct FaceTests {
  @Test(arguments: Face.factors.map(\.name))
  func everyFactorIsVisible(name: String) throws {
    let factor = try #require(Face.factors.first { $0.name == name })
    var (low, high) = (Face(), Face())
    low[keyPath: factor.path] = factor.isSigned ? -1 : 0
    high[keyPath: factor.path] = 1
    let (a, b) = (low.picture(width: 64, height: 64), high.picture(width: 64, height: 64))
    // A change that a viewer sees: 16 levels in one pixel of a hundred, at least.
    let changed = zip(a.pixels, b.pixels).count { abs(Int($0) - Int($1)) >= 16 }
    #expect(changed >= 64 * 64 * 3 / 100, "\(name) changes \(changed) values")
  }

  @Test func factorsAreUniformAndIndependent() {
    let count = 1000
    let faces = (0..<count).map { Face(seed: 0, index: $0) }
    let columns = Face.factors.map { factor in faces.map { Double($0[keyPath: factor.path]) } }
    let standard = columns.map { column in
      let mean = column.reduce(0, +) / Double(count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return column.map { ($0 - mean) / variance.squareRoot() }
    }
    for (i, factor) in Face.factors.enumerated() {
      let range: ClosedRange<Double> = factor.isSigned ? -1...1 : 0...1
      #expect(columns[i].allSatisfy(range.contains), "\(factor.name)")
      // Four standard errors of the mean of a uniform number (deviation 0.29 or 0.58).
      let middle = factor.name == "glasses" ? 1 / 3.0 : factor.isSigned ? 0 : 0.5
      let mean = columns[i].reduce(0, +) / Double(count)
      #expect(abs(mean - middle) < 0.075, "\(factor.name) has mean \(mean)")
      for j in 0..<i {
        // Four standard errors of a correlation of independent numbers: 4 / sqrt(1000).
        let correlation = zip(standard[i], standard[j]).reduce(0) { $0 + $1.0 * $1.1 } / 1000
        #expect(abs(correlation) < 0.127, "\(factor.name) and \(Face.factors[j].name)")
      }
    }
  }

  @Test func anotherSeedIsAnotherFace() {
    #expect(Face(seed: 1, index: 3) == Face(seed: 1, index: 3))
    #expect(Face(seed: 1, index: 3) != Face(seed: 2, index: 3))
    #expect(Face(seed: 1, index: 3) != Face(seed: 1, index: 4))
  }

  @Test func aCutOutIsTheFaceWithoutItsBackground() {
    let face = Face()
    let whole = face.picture(width: 64, height: 64).pixels
    let cut = face.cutOut(width: 64, height: 64)
    #expect(cut[3] == 0, "the corner is empty")
    let covered = (0..<64 * 64).filter { cut[4 * $0 + 3] == 255 }
    #expect(covered.count > 1000)
    for i in covered where cut[4 * i..<4 * i + 3] != whole[3 * i..<3 * i + 3] {
      Issue.record("pixel \(i)")
      return
    }
  }
}
