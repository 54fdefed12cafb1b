import KernelContract
import TestSupport

/// A geometry and a number of images, with borders that may be larger than the operations need.
struct ConvolutionCase: Sendable, CustomStringConvertible {
  let geometry: ConvolutionGeometry
  let images: Int
  let extraBorder: Int

  /// height x width x fine -> coarse channels, kernel, stride, padding.
  init(
    _ height: Int, _ width: Int, _ fine: Int, _ coarse: Int, k: Int, s: Int, p: Int,
    images: Int = 2, extraBorder: Int = 0
  ) throws(GeometryError) {
    geometry = try ConvolutionGeometry(
      fineHeight: height, fineWidth: width, fineChannels: fine, coarseChannels: coarse,
      kernel: k, stride: s, padding: p)
    self.images = images
    self.extraBorder = extraBorder
  }

  var description: String {
    let g = geometry
    return """
      \(images) of \(g.fineHeight)x\(g.fineWidth)x\(g.fineChannels)->\(g.coarseHeight)x\
      \(g.coarseWidth)x\(g.coarseChannels) k\(g.kernel) s\(g.stride) p\(g.padding) \
      border +\(extraBorder)
      """
  }

  var fine: ImageLayout { geometry.fine(border: geometry.padding + extraBorder) }
  var coarse: ImageLayout { geometry.coarse(border: geometry.coarseBorder + extraBorder) }

  static func all() throws(GeometryError) -> [ConvolutionCase] {
    try channelCounts() + oddGeometries() + fewFineChannels() + wholeTiles() + batches()
  }

  /// Counts around the lanes and the tiles, each with two partners.
  private static func channelCounts() throws(GeometryError) -> [ConvolutionCase] {
    let counts = [1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 257]
    var cases: [ConvolutionCase] = []
    for i in counts.indices {
      for distance in [1, 5] {
        let partner = counts[(i * distance + distance) % counts.count]
        cases.append(try ConvolutionCase(6, 6, counts[i], partner, k: 4, s: 2, p: 1))
      }
    }
    return cases
  }

  private static func oddGeometries() throws(GeometryError) -> [ConvolutionCase] {
    [
      try ConvolutionCase(1, 1, 5, 7, k: 1, s: 1, p: 0, images: 13),
      try ConvolutionCase(1, 1, 33, 70, k: 1, s: 1, p: 0, images: 64),
      try ConvolutionCase(1, 1, 300, 48, k: 1, s: 1, p: 0, images: 5),
      try ConvolutionCase(1, 1, 129, 20, k: 1, s: 1, p: 0, images: 9),
      // More than a block of 64 pixels forward, and than one of 128 images in the weight gradient.
      try ConvolutionCase(1, 1, 1100, 20, k: 1, s: 1, p: 0, images: 130),
      try ConvolutionCase(1, 1, 1100, 80, k: 1, s: 1, p: 0, images: 130),
      try ConvolutionCase(1, 1, 3, 5, k: 3, s: 1, p: 1, images: 1),
      try ConvolutionCase(2, 3, 4, 6, k: 5, s: 1, p: 2),
      try ConvolutionCase(2, 2, 4, 20, k: 5, s: 2, p: 2),
      try ConvolutionCase(11, 9, 5, 6, k: 2, s: 3, p: 0),
      try ConvolutionCase(7, 10, 17, 3, k: 1, s: 4, p: 0),
      try ConvolutionCase(8, 5, 3, 40, k: 3, s: 5, p: 2),
      try ConvolutionCase(9, 7, 8, 24, k: 3, s: 1, p: 1),
      try ConvolutionCase(13, 11, 5, 7, k: 3, s: 2, p: 1),
      try ConvolutionCase(14, 10, 1, 1, k: 4, s: 2, p: 1),
      try ConvolutionCase(10, 14, 2, 9, k: 4, s: 3, p: 3, extraBorder: 2),
      try ConvolutionCase(12, 8, 3, 32, k: 4, s: 2, p: 1, extraBorder: 1),
      try ConvolutionCase(8, 12, 3, 16, k: 5, s: 2, p: 2),
      try ConvolutionCase(8, 8, 24, 48, k: 4, s: 2, p: 1, extraBorder: 3),
      try ConvolutionCase(40, 36, 2, 3, k: 3, s: 1, p: 1, images: 1),
    ]
  }

  /// What is summed from windows on the way to the fine side: runs shorter and longer than a
  /// vector, up to four windows over a pixel, sizes that leave fine pixels without one, and
  /// paddings that give windows without a fine pixel.
  private static func fewFineChannels() throws(GeometryError) -> [ConvolutionCase] {
    [
      try ConvolutionCase(2, 2, 1, 9, k: 4, s: 2, p: 1, images: 1),
      try ConvolutionCase(16, 13, 3, 20, k: 8, s: 4, p: 2),
      try ConvolutionCase(11, 15, 3, 8, k: 7, s: 2, p: 3, extraBorder: 1),
      try ConvolutionCase(9, 10, 2, 17, k: 3, s: 1, p: 0),
      try ConvolutionCase(17, 19, 4, 5, k: 6, s: 5, p: 1),
      try ConvolutionCase(13, 7, 1, 33, k: 5, s: 3, p: 4, extraBorder: 2),
      try ConvolutionCase(9, 10, 2, 17, k: 3, s: 1, p: 3),
      try ConvolutionCase(7, 12, 3, 20, k: 4, s: 2, p: 9, images: 3),
    ]
  }

  /// What minimal filtering takes: 4x4 windows of stride 2 and 3x3 ones of stride 1, over whole tiles and vectors.
  private static func wholeTiles() throws(GeometryError) -> [ConvolutionCase] {
    [
      try ConvolutionCase(4, 4, 16, 16, k: 4, s: 2, p: 1, images: 1),
      try ConvolutionCase(4, 4, 128, 256, k: 4, s: 2, p: 1, images: 3),
      try ConvolutionCase(12, 8, 48, 80, k: 4, s: 2, p: 1, images: 3, extraBorder: 1),
      try ConvolutionCase(8, 4, 32, 144, k: 4, s: 2, p: 1, images: 2, extraBorder: 2),
      try ConvolutionCase(16, 24, 16, 112, k: 4, s: 2, p: 1, images: 5),
      try ConvolutionCase(64, 36, 16, 32, k: 4, s: 2, p: 1, images: 1),
      try ConvolutionCase(2, 2, 16, 16, k: 3, s: 1, p: 1, images: 1),
      try ConvolutionCase(2, 2, 256, 64, k: 3, s: 1, p: 1, images: 3),
      try ConvolutionCase(6, 4, 48, 80, k: 3, s: 1, p: 1, images: 3, extraBorder: 1),
      try ConvolutionCase(8, 2, 32, 144, k: 3, s: 1, p: 1, images: 2, extraBorder: 2),
      try ConvolutionCase(8, 8, 128, 128, k: 3, s: 1, p: 1, images: 5),
      try ConvolutionCase(16, 16, 64, 64, k: 3, s: 1, p: 1, images: 2),
      try ConvolutionCase(14, 34, 16, 112, k: 3, s: 1, p: 1, images: 1),
      try ConvolutionCase(32, 32, 32, 32, k: 3, s: 1, p: 1, images: 2),
    ]
  }

  private static func batches() throws(GeometryError) -> [ConvolutionCase] {
    var cases: [ConvolutionCase] = []
    for images in [1, 2, 3, 8] {
      cases += [
        try ConvolutionCase(8, 8, 32, 64, k: 4, s: 2, p: 1, images: images),
        try ConvolutionCase(16, 16, 3, 32, k: 4, s: 2, p: 1, images: images, extraBorder: 1),
      ]
    }
    return cases
  }
}

extension ImageLayout {
  /// Images of numbers in [-1, 1], zeros in the `zeros` rows and columns around them, poison
  /// beyond.
  func poisoned(images: Int, zeros: Int, _ numbers: inout RepeatableNumbers) -> [Float] {
    var values = [Float](repeating: GuardedFloats.poison, count: images * imageStride)
    for n in 0..<images {
      for y in -zeros..<height + zeros {
        for x in -zeros..<width + zeros {
          let isInside = 0..<height ~= y && 0..<width ~= x
          for c in 0..<channels {
            values[offset(n, y, x) + c] =
              isInside ? Float.random(in: -1...1, using: &numbers) : 0
          }
        }
      }
    }
    return values
  }

  /// The numbers of the images without the border.
  func interior(images: Int, of values: [Float]) -> [Float] {
    (0..<images).flatMap { n in
      (0..<height).flatMap { y in
        values[offset(n, y, 0)..<offset(n, y, width)]
      }
    }
  }

  /// Whether no number of any border has been written.
  func borderIsPoison(images: Int, in values: [Float]) -> Bool {
    let written = values.count { $0.bitPattern != GuardedFloats.poison.bitPattern }
    return written == images * valueCount
  }
}
