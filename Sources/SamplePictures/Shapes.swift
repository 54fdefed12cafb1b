/// Shapes as distances to their edges (negative inside), and the paint they are filled with.
/// A picture's shorter side is two units long; x points right and y down from its middle.
typealias Point = SIMD2<Float>
typealias Hue = SIMD3<Float>

/// Paint of one pixel, layer over layer; premultiplied by how much of it is covered.
struct Paint {
  private(set) var color = Hue.zero
  private(set) var alpha: Float = 0

  mutating func add(_ layer: Hue, _ share: Float) {
    color += (layer - color) * share
    alpha += (1 - alpha) * share
  }
}

/// The distance to an ellipse, exact on its edge and on its axes, close to it elsewhere.
func ellipse(_ p: Point, _ center: Point, _ radii: Point) -> Float {
  let q = (p - center) / radii
  let length = (q * q).sum().squareRoot()
  let gradient = ((q / radii) * (q / radii)).sum().squareRoot()
  return gradient > 0 ? length * (length - 1) / gradient : -radii.min()
}

/// The distance to a line from a to b with round ends.
func line(_ p: Point, _ a: Point, _ b: Point, _ radius: Float) -> Float {
  let (pa, ba) = (p - a, b - a)
  let along = max(0, min(1, (pa * ba).sum() / (ba * ba).sum()))
  let off = pa - ba * along
  return (off * off).sum().squareRoot() - radius
}

/// The distance to both shapes together, the notch between them filled over a width of `blend`.
func union(_ a: Float, _ b: Float, blend: Float) -> Float {
  let h = max(blend - abs(a - b), 0) / blend
  return min(a, b) - h * h * blend / 4
}

/// 0 before a, 1 behind b, smooth between.
func ramp(_ a: Float, _ b: Float, _ x: Float) -> Float {
  let t = max(0, min(1, (x - a) / (b - a)))
  return t * t * (3 - 2 * t)
}

/// The colour a share of the way along evenly spaced stops.
func between(_ stops: [Hue], _ share: Float) -> Hue {
  let place = max(0, min(1, share)) * Float(stops.count - 1)
  let i = min(Int(place), stops.count - 2)
  return stops[i] + (stops[i + 1] - stops[i]) * (place - Float(i))
}

func hue(_ red: Float, _ green: Float, _ blue: Float) -> Hue { Hue(red, green, blue) / 255 }
