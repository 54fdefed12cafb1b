/// How an image lies in memory: NHWC, channels contiguous, with `border` rows and columns around
/// it.
///
///     pixel (n, y, x), channel c  at  n imageStride + (y + border) rowStride + (x + border) channels + c
///
/// Borders hold zeros wherever a convolution reads them: they are its padding. They are zeroed
/// once, when the memory is allocated; no operation of the table writes a border.
package struct ImageLayout: Sendable, Hashable {
  package let height: Int
  package let width: Int
  package let channels: Int
  package let border: Int

  package init(height: Int, width: Int, channels: Int, border: Int = 0) {
    precondition(height > 0 && width > 0 && channels > 0 && border >= 0, "an empty image")
    self.height = height
    self.width = width
    self.channels = channels
    self.border = border
  }

  package var rowStride: Int { (width + 2 * border) * channels }
  package var imageStride: Int { (height + 2 * border) * rowStride }
  /// Where pixel (0, 0) of the first image lies.
  package var origin: Int { border * (rowStride + channels) }
  /// Numbers of one image without its border.
  package var valueCount: Int { height * width * channels }

  /// Where channel 0 of pixel (y, x) of image n lies.
  package func offset(_ n: Int, _ y: Int, _ x: Int) -> Int {
    n * imageStride + (y + border) * rowStride + (x + border) * channels
  }

  package func with(border: Int) -> ImageLayout {
    ImageLayout(height: height, width: width, channels: channels, border: border)
  }
}

extension ConvolutionGeometry {
  /// The fine side as an operation reads (border at least `padding`) or writes it.
  package func fine(border: Int = 0) -> ImageLayout {
    ImageLayout(height: fineHeight, width: fineWidth, channels: fineChannels, border: border)
  }

  /// The coarse side as an operation reads (border at least `coarseBorder`) or writes it.
  package func coarse(border: Int = 0) -> ImageLayout {
    ImageLayout(height: coarseHeight, width: coarseWidth, channels: coarseChannels, border: border)
  }
}
