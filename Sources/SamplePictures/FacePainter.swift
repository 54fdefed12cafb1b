import CLibrary

/// Draws one face: flat shapes with soft shading, back to front.
struct FacePainter {
  let face: Face
  /// The width of a pixel: edges are as soft as that.
  let pixel: Float

  /// The size of a picture in units of the drawing below.
  private static let shrink: Float = 0.9

  private let skin: Hue
  private let shade: Hue
  private let hair: Hue
  private let hairShine: Hue
  private let shirt: Hue
  private let head: Point
  private let eyes: [Eye]
  private let nose: Float
  private let mouth: Float

  private struct Eye {
    let side: Float
    let center: Point
    let squeeze: Float
  }

  init(_ face: Face, pixel: Float) {
    (self.face, self.pixel) = (face, pixel * FacePainter.shrink)
    skin = between([hue(255, 222, 196), hue(226, 168, 126), hue(122, 76, 52)], face.skin)
    shade = skin * Hue(0.80, 0.70, 0.68)
    hair = between([hue(38, 32, 36), hue(112, 66, 40), hue(226, 178, 96)], face.hair)
    hairShine = hair + (Hue(1, 0.95, 0.85) - hair) * 0.28
    shirt = between([hue(214, 84, 72), hue(236, 226, 214), hue(52, 86, 142)], face.shirt)
    head = Point(0.47 + 0.09 * face.width, 0.62 - 0.03 * face.width)
    // Features sit on a ball that turns: an angle becomes a place and a foreshortening.
    let yaw = face.turn * 0.36
    let reach = head.x * 0.98
    eyes = [Float(-1), 1].map { side in
      let angle = side * 0.44 + yaw
      return Eye(
        side: side, center: Point(reach * sinf(angle), -0.02), squeeze: cosf(angle) / cosf(0.44))
    }
    nose = reach * 1.12 * sinf(yaw)
    mouth = reach * 0.98 * sinf(yaw)
  }

  /// The figure alone, and how much of the pixel around `point` it covers.
  func figure(_ point: Point) -> Paint {
    let p = point * FacePainter.shrink + Point(0, 0.02)
    var paint = Paint()
    addBack(p, &paint)
    addHead(p, &paint)
    addNose(p, &paint)
    addMouth(p, &paint)
    for eye in eyes { addEye(eye, p, &paint) }
    if face.glasses > 0 { addGlasses(p, &paint) }
    addHair(p, &paint)
    return paint
  }

  /// What is behind the figure: lighter above and where the light comes from.
  func background(_ p: Point) -> Hue {
    let base = between(
      [hue(238, 176, 140), hue(196, 196, 176), hue(120, 168, 206)], face.background)
    let glow = expf(
      -((p - Point(face.light * 0.7, -0.5)) * (p - Point(face.light * 0.7, -0.5))).sum())
    return base * (0.86 - 0.1 * p.y) + Hue(repeating: 0.16 * glow)
  }

  private func cover(_ distance: Float) -> Float { max(0, min(1, 0.5 - distance / pixel)) }

  /// How light falls on something round about `center`: about 1 where it faces the light.
  private func lit(_ p: Point, _ center: Point, _ radii: Point) -> Float {
    let q = (p - center) / radii
    return ramp(-0.75, 0.95, q.x * face.light * 0.85 - q.y * 0.35 + 0.25)
  }

  private func addBack(_ p: Point, _ paint: inout Paint) {
    let shift = -0.05 * face.turn
    // Hair behind the head, then neck and shoulders.
    let cap = ellipse(p, Point(shift, -0.16), Point(head.x + 0.09, 0.6))
    let end = Point(shift, -0.15 + 0.53 * face.length)
    let fall = line(p, Point(shift, -0.16), end, head.x + 0.05 + 0.06 * face.length)
    paint.add(hair * 0.72, cover(union(cap, fall, blend: 0.2)))
    let neck = union(
      line(p, Point(0.02 * face.turn, 0.4), Point(0, 0.9), 0.17),
      ellipse(p, Point(0, 0.9), Point(0.4, 0.12)), blend: 0.25)
    paint.add(shade * (1 - 0.18 * ramp(0.78, 0.58, p.y)), cover(neck))
    let shoulders = union(
      ellipse(p, Point(0, 1.2), Point(0.86, 0.46)),
      line(p, Point(-0.1, 0.98), Point(0.1, 0.98), 0.2),
      blend: 0.2)
    let collar = ellipse(p, Point(0, 0.74), Point(0.24, 0.17))
    paint.add(
      shirt * (0.74 + 0.3 * lit(p, Point(0, 1.2), Point(0.9, 0.7))),
      cover(max(shoulders, -collar)))
  }

  private func addHead(_ p: Point, _ paint: inout Paint) {
    let yaw = face.turn
    for side: Float in [-1, 1] {
      let ear = Point(side * (head.x + 0.005) - 0.06 * yaw, 0.02)
      paint.add(skin * 0.9, cover(ellipse(p, ear, Point(0.085, 0.13))))
      paint.add(shade, cover(ellipse(p, ear, Point(0.04, 0.075))))
    }
    // The jaw is narrower than the brow.
    let center = Point(0.02 * yaw, 0.03)
    let jaw = 1 - 0.2 * ramp(0, 0.75, p.y) * (1 - 0.35 * face.width)
    let q = Point((p.x - center.x - 0.05 * yaw * ramp(0, 0.7, p.y)) / jaw, p.y)
    let covered = cover(ellipse(q, Point(0, center.y), head))
    guard covered > 0 else { return }
    var color = shade + (skin - shade) * lit(p, center, head)
    for eye in eyes {
      let cheek = (p - Point(eye.center.x * 1.18, 0.24)) / Point(0.15 * eye.squeeze, 0.11)
      let blush = expf(-(cheek * cheek).sum()) * (0.22 + 0.12 * face.smile)
      color += (skin * Hue(1, 0.62, 0.58) - color) * max(0, blush)
    }
    paint.add(color, covered)
  }

  private func addNose(_ p: Point, _ paint: inout Paint) {
    let tip = Point(nose, 0.15)
    let side: Float = -0.55 * face.light
    let shadow = (p - tip - Point(0.05 * side, 0.035)) / Point(0.085, 0.045)
    paint.add(shade * 0.9, 0.75 * ramp(1.1, 0.3, (shadow * shadow).sum()))
    let shine = (p - tip) / Point(0.055, 0.05)
    paint.add(skin + (1 - skin) * 0.16, 0.8 * ramp(1.2, 0.2, (shine * shine).sum()))
    let bridge = (p - Point((nose + mouth * 0.6) / 1.7, 0)) / Point(0.04, 0.15)
    paint.add(skin + (1 - skin) * 0.16, 0.35 * ramp(1.2, 0.1, (bridge * bridge).sum()))
  }

  private func addMouth(_ p: Point, _ paint: inout Paint) {
    // t is -1 and 1 in the corners; the lips follow a parabola, the opening bulges about it.
    let half = (0.19 + 0.035 * face.smile) * cosf(face.turn * 0.36)
    let t = (p.x - mouth) / half
    let bulge = max(0, 1 - t * t).squareRoot()
    let middle = 0.37 + face.smile * 0.085 * (0.45 - t * t)
    let opening = 0.085 * face.mouth
    let below = p.y - middle - opening * 0.35
    let beyond = (abs(t) - 1) * half
    let slope = (1 + powf(2 * 0.085 * face.smile * min(1, abs(t)) / half, 2)).squareRoot()
    let lips = max((abs(below) - (0.034 + opening * 0.95) * bulge) / slope, beyond)
    let inner = max((abs(below) - (0.006 + opening) * bulge) / slope, beyond)
    let lip = skin * Hue(0.84, 0.48, 0.46) + Hue(0.04, 0, 0)
    paint.add(lip, cover(lips))
    paint.add(hue(84, 24, 32), cover(inner))
    let teeth = max(inner + 0.006, p.y - middle - opening * 0.12)
    paint.add(hue(248, 244, 238), cover(teeth) * ramp(0.1, 0.4, face.mouth))
  }

  private func addEye(_ eye: Eye, _ p: Point, _ paint: inout Paint) {
    let radii = Point(0.115 * eye.squeeze, 0.078)
    let edge = ellipse(p, eye.center, radii)
    let white = cover(edge)
    paint.add(hue(36, 28, 30), cover(max(edge - 0.022, p.y - eye.center.y - 0.005)))
    paint.add(hue(250, 248, 245), white)
    let iris = eye.center + Point(0.058 * face.gaze * eye.squeeze, 0)
    paint.add(hue(74, 58, 52), white * cover(ellipse(p, iris, Point(0.07 * eye.squeeze, 0.076))))
    paint.add(hue(20, 16, 20), white * cover(ellipse(p, iris, Point(0.038 * eye.squeeze, 0.042))))
    let spark = iris + Point(0.024 * face.light - 0.004, -0.026)
    paint.add(Hue(repeating: 1), 0.9 * white * cover(ellipse(p, spark, Point(0.02, 0.02))))
    // Brows: the inner end moves against the outer one.
    let lift = -0.165 - 0.02 * abs(face.brows)
    let inner = eye.center + Point(-eye.side * 0.085 * eye.squeeze, lift + 0.055 * face.brows)
    let outer = eye.center + Point(eye.side * 0.115 * eye.squeeze, lift - 0.03 * face.brows + 0.012)
    let arch = (inner + outer) / 2 - Point(0, 0.022)
    let brow = min(line(p, inner, arch, 0.024), line(p, arch, outer, 0.021))
    paint.add(hair * 0.75, cover(brow))
  }

  private func addHair(_ p: Point, _ paint: inout Paint) {
    let shift = -0.01 * face.turn
    let cap = ellipse(p, Point(shift, -0.16), Point(head.x + 0.075, 0.57))
    // The hairline: highest at the parting, falling to the temples.
    let part = 0.26 * face.parting + 0.16 * face.turn
    let away = abs(p.x - part)
    let reach = head.x + abs(part)
    let hairline =
      -0.44 + 0.4 * ramp(0, 1, away / reach * 0.8) + 0.35 * ramp(0.85, 1.25, away / reach)
    var edge = max(cap, (p.y - hairline) * 0.8)
    let end = -0.2 + 0.78 * face.length
    for side: Float in [-1, 1] {
      let x = side * (head.x + 0.01) + shift - 0.03 * face.turn
      let lock = line(p, Point(x, -0.22), Point(x + side * 0.03, end), 0.06 + 0.035 * face.length)
      edge = union(edge, lock, blend: 0.12)
    }
    let band = ((p - Point(shift, -0.12)) / Point(head.x, 0.55))
    let arc = (band * band).sum().squareRoot() - 0.8
    let shine =
      expf(-arc * arc * 60) * ramp(1.1, 0.1, abs(p.x - 0.4 * face.light)) * ramp(0, -0.3, p.y)
    let color = hair * (0.85 + 0.2 * lit(p, Point(shift, -0.16), Point(0.7, 0.7)))
    paint.add(color + (hairShine - color) * shine, cover(edge))
  }

  private func addGlasses(_ p: Point, _ paint: inout Paint) {
    let frame = hue(44, 40, 52)
    for eye in eyes {
      let lens = ellipse(p, eye.center + Point(0, 0.01), Point(0.172 * eye.squeeze, 0.155))
      paint.add(Hue(repeating: 1), 0.1 * cover(lens))
      paint.add(frame, cover(abs(lens) - 0.016))
      let hinge = eye.center + Point(eye.side * 0.17 * eye.squeeze, -0.03)
      let ear = Point(eye.side * (head.x - 0.01) - 0.03 * face.turn, -0.05)
      if (ear.x - hinge.x) * eye.side > 0 { paint.add(frame, cover(line(p, hinge, ear, 0.014))) }
    }
    let left = eyes[0].center + Point(0.165 * eyes[0].squeeze, -0.015)
    let right = eyes[1].center - Point(0.165 * eyes[1].squeeze, 0.015)
    paint.add(frame, cover(line(p, left, right, 0.016)))
  }
}
