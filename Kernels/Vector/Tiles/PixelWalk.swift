import KernelContract

/// The floats between neighbouring pixels, rows and images.
struct PixelStep {
  let pixel: Int
  let row: Int
  let image: Int
}

extension PixelStep {
  /// The steps over every `stride`-th pixel of every `stride`-th row.
  @inline(__always)
  init(_ layout: ImageLayout, every stride: Int) {
    pixel = stride * layout.channels
    row = stride * layout.rowStride
    image = layout.imageStride
  }
}

/// A walk over the pixels of several images in order that knows the offset of each on two sides,
/// where images lie differently.
struct PixelWalk {
  private let width: Int
  private let height: Int
  private let inputStep: PixelStep
  private let outputStep: PixelStep
  private var x: Int
  private var y: Int
  private(set) var input: Int
  private(set) var output: Int

  @inline(__always)
  init(height: Int, width: Int, input: PixelStep, output: PixelStep, from pixel: Int) {
    self.width = width
    self.height = height
    inputStep = input
    outputStep = output
    x = pixel % width
    y = pixel / width % height
    let n = pixel / width / height
    self.input = n * input.image + y * input.row + x * input.pixel
    self.output = n * output.image + y * output.row + x * output.pixel
  }

  /// One side alone, from the first pixel.
  @inline(__always)
  init(height: Int, width: Int, step: PixelStep) {
    self.init(height: height, width: width, input: step, output: step, from: 0)
  }

  @inline(__always)
  mutating func advance() {
    x += 1
    input += inputStep.pixel
    output += outputStep.pixel
    guard x == width else { return }
    x = 0
    y += 1
    input += inputStep.row - width * inputStep.pixel
    output += outputStep.row - width * outputStep.pixel
    guard y == height else { return }
    y = 0
    input += inputStep.image - height * inputStep.row
    output += outputStep.image - height * outputStep.row
  }
}
