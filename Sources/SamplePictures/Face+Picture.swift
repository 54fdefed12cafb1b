import Images

extension Face {
  /// The face before its background.
  package func picture(width: Int, height: Int) -> Picture {
    let pixels = pixels(width: width, height: height, channels: 3) { painter, point in
      let figure = painter.figure(point)
      return (figure.color + painter.background(point) * (1 - figure.alpha), 1)
    }
    return Picture(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// The face before nothing: red, green, blue and alpha of each pixel, not premultiplied.
  package func cutOut(width: Int, height: Int) -> [UInt8] {
    pixels(width: width, height: height, channels: 4) { painter, point in
      let figure = painter.figure(point)
      return (figure.alpha > 0 ? figure.color / figure.alpha : .zero, figure.alpha)
    }
  }

  private func pixels(
    width: Int, height: Int, channels: Int, _ paint: (FacePainter, Point) -> (Hue, alpha: Float)
  ) -> [UInt8] {
    let pixel = 2 / Float(min(width, height))
    let painter = FacePainter(self, pixel: pixel)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * channels)
    for row in 0..<height {
      for column in 0..<width {
        let steps = Point(Float(2 * column + 1 - width), Float(2 * row + 1 - height))
        let (color, alpha) = paint(painter, steps * pixel / 2)
        for channel in 0..<3 { pixels.append(Pixels.byte(color[channel])) }
        if channels == 4 { pixels.append(Pixels.byte(alpha)) }
      }
    }
    return pixels
  }
}
