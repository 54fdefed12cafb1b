/// How two sets of pictures lie among each other (Kynkäänniemi and others, 2019), by the distance between
/// thumbnails: whether drawn pictures are plausible, and whether all kinds are drawn.
///
/// A picture's neighbourhood reaches to the third nearest of its own set.
package struct Neighbourhoods: Sendable, Hashable {
  /// The share of drawn pictures in the neighbourhood of a real one.
  package let precision: Double
  /// The share of real pictures in the neighbourhood of a drawn one.
  package let recall: Double

  private static let rank = 3

  /// Nil of fewer than five pictures a set.
  package init?(real: [[Float]], drawn: [[Float]]) {
    guard min(real.count, drawn.count) > Neighbourhoods.rank + 1 else { return nil }
    let (ofReal, ofDrawn) = (Neighbourhoods.reaches(real), Neighbourhoods.reaches(drawn))
    var isPlausible = [Bool](repeating: false, count: drawn.count)
    var isCovered = [Bool](repeating: false, count: real.count)
    for (i, a) in real.enumerated() {
      for (j, b) in drawn.enumerated() {
        let distance = Neighbourhoods.distance(a, b)
        if distance <= ofReal[i] { isPlausible[j] = true }
        if distance <= ofDrawn[j] { isCovered[i] = true }
      }
    }
    precision = Double(isPlausible.count { $0 }) / Double(drawn.count)
    recall = Double(isCovered.count { $0 }) / Double(real.count)
  }

  /// The squared distance of each to the third nearest other.
  private static func reaches(_ thumbnails: [[Float]]) -> [Double] {
    thumbnails.indices.map { i in
      let others = thumbnails.indices.filter { $0 != i }
        .map { distance(thumbnails[i], thumbnails[$0]) }
      return others.sorted()[rank - 1]
    }
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Double {
    PictureSimilarity.meanSquaredError(a.span, b.span)
  }

  /// A picture in 16x16 cells or fewer, each the mean of its pixels, channels interleaved.
  package static func thumbnail(
    _ pixels: Span<Float>, width: Int, height: Int, channels: Int
  ) -> [Float] {
    let (columns, rows) = (min(16, width), min(16, height))
    var cells = [Float](repeating: 0, count: rows * columns * channels)
    for row in 0..<rows {
      for column in 0..<columns {
        let ys = row * height / rows..<(row + 1) * height / rows
        let xs = column * width / columns..<(column + 1) * width / columns
        let cell = (row * columns + column) * channels
        for y in ys {
          for x in xs {
            for c in 0..<channels { cells[cell + c] += pixels[(y * width + x) * channels + c] }
          }
        }
        for c in 0..<channels { cells[cell + c] /= Float(ys.count * xs.count) }
      }
    }
    return cells
  }
}
