import CLanes

/// Images read tile by tile: the pixels under each 2x2 results, on one plane or on four.
///
/// A plane is every pixel, or every other pixel of every other row, of an image.
@safe struct WinogradInput<Filter: WinogradFilter> {
  /// The first pixel under the first tile, on each plane.
  let planes: InlineArray<4, UnsafePointer<Float>>
  let planeCount: Int
  /// From one pixel of a plane to the next.
  let step: PixelStep
  /// Tiles down and across an image.
  let height: Int
  let width: Int

  /// Writes the differences of `tiles` as [point][tile][plane of `planes`][channel of `channels`].
  @inline(__always)
  func transform(
    tiles: Range<Int>, planes range: Range<Int>, channels: Range<Int>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let depth = range.count * channels.count
    let point = tiles.count * depth
    var walk = walk(step, from: tiles.lowerBound)
    for tile in 0..<tiles.count {
      for plane in range {
        let source = unsafe planes[plane] + walk.input + channels.lowerBound
        let place = unsafe target + tile * depth + (plane - range.lowerBound) * channels.count
        // Four tiles ahead.
        unsafe fetch(source + 8 * step.pixel, channels: channels.count)
        for c in stride(from: 0, to: channels.count, by: Lanes.scalarCount) {
          let numbers = unsafe Filter.Points(
            loading: source + c, step: step.pixel, row: step.row)
          unsafe Filter.differences(numbers).store(to: place + c, point: point)
        }
      }
      walk.advance()
    }
  }

  /// Prefetches what `transform` will read of `tiles`, without the first pixels of each, which are
  /// the last of the one before.
  @inline(__always)
  func fetch(tiles: Range<Int>, planes range: Range<Int>, channels: Range<Int>) {
    var walk = walk(step, from: tiles.lowerBound)
    for _ in tiles {
      for plane in range {
        unsafe fetch(
          planes[plane] + walk.input + channels.lowerBound, channels: channels.count)
      }
      walk.advance()
    }
  }

  /// Prefetches, line by line, what the tile at `source` reads and the one before it does not.
  @inline(__always)
  private func fetch(_ source: UnsafePointer<Float>, channels: Int) {
    for c in stride(from: 0, to: channels, by: Level.lineFloats) {
      let side = Filter.Points.count
      for i in 0..<side {
        for j in side - 2..<side {
          unsafe prefetch(source + c + i * step.row + j * step.pixel)
        }
      }
    }
  }

  /// A walk over tiles, where neighbouring pixels lie `step` apart.
  @inline(__always)
  func walk(_ step: PixelStep, from tile: Int) -> PixelWalk {
    PixelWalk(
      height: height, width: width, input: step.doubled, output: step.doubled, from: tile)
  }
}

extension PixelStep {
  /// From one tile to the next.
  @inline(__always)
  var doubled: PixelStep { PixelStep(pixel: 2 * pixel, row: 2 * row, image: image) }
}
