import Images

extension Face {
  /// The face before its background.
  package func picture(width: Int, height: Int) -> Picture {
    let pixels = pixels(width: width, height: height) { painter, point in
      let figure = painter.figure(point)
      let color = figure.color + painter.background(point) * (1 - figure.alpha)
      return [color.x, color.y, color.z]
    }
    return Picture(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// The face before nothing: red, green, blue and alpha of each pixel, not premultiplied.
  package func cutOut(width: Int, height: Int) -> [UInt8] {
    pixels(width: width, height: height) { painter, point in
      let figure = painter.figure(point)
      let color = figure.alpha > 0 ? figure.color / figure.alpha : .zero
      return [color.x, color.y, color.z, figure.alpha]
    }
  }

  private func pixels(
    width: Int, height: Int, _ color: (FacePainter, Point) -> [Float]
  ) -> [UInt8] {
    let pixel = 2 / Float(min(width, height))
    let painter = FacePainter(self, pixel: pixel)
    return (0..<height).flatMap { row in
      (0..<width).flatMap { column in
        let point = Point(Float(2 * column + 1 - width), Float(2 * row + 1 - height)) * pixel / 2
        return color(painter, point).map(Pixels.byte)
      }
    }
  }
}

extension Picture {
  /// Luma (ITU-R BT.601), rounded.
  package var grey: Picture {
    let grey = stride(from: 0, to: pixels.count, by: 3).map { i in
      let luma = 299 * Int(pixels[i]) + 587 * Int(pixels[i + 1]) + 114 * Int(pixels[i + 2])
      return UInt8((luma + 500) / 1000)
    }
    return Picture(width: width, height: height, channels: 1, pixels: grey)
  }
}
