/// A straight line with round ends, from one point to another; pixel (0, 0) covers 0..<1 each way.
struct Stroke {
  var x0, y0, x1, y1: Float

  /// The distance of a point to the nearest point of the line.
  func distance(_ x: Float, _ y: Float) -> Float {
    let (dx, dy) = (x1 - x0, y1 - y0)
    let length2 = dx * dx + dy * dy
    let along = length2 > 0 ? ((x - x0) * dx + (y - y0) * dy) / length2 : 0
    let t = max(0, min(1, along))
    let (ex, ey) = (x - x0 - t * dx, y - y0 - t * dy)
    return (ex * ex + ey * ey).squareRoot()
  }
}

extension Canvas {
  /// Lines of one colour, anti-aliased: a pixel is covered by radius + 1/2 - distance, at most
  /// wholly, and once where lines meet.
  mutating func draw(_ strokes: [Stroke], radius: Float, _ color: Color) {
    let reach = radius + 1
    func pixels(_ a: Float, _ b: Float, limit: Int) -> Range<Int> {
      let low = Int(max(0, min(Float(limit), (min(a, b) - reach).rounded(.down))))
      let high = Int(max(0, min(Float(limit), (max(a, b) + reach).rounded(.up))))
      return low..<high
    }
    var covered: [Int: Float] = [:]
    for stroke in strokes {
      for y in pixels(stroke.y0, stroke.y1, limit: height) {
        for x in pixels(stroke.x0, stroke.x1, limit: width) {
          let cover = radius + 0.5 - stroke.distance(Float(x) + 0.5, Float(y) + 0.5)
          if cover > 0 { covered[y * width + x] = max(cover, covered[y * width + x] ?? 0) }
        }
      }
    }
    for (pixel, share) in covered { blend(pixel % width, pixel / width, color, share) }
  }
}
