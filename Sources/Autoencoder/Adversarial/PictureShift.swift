import KernelContract
import Tensors

/// By how many pixels the discriminator sees a picture, and all that is made of it, moved down and to the right; what leaves it
/// comes in on the other side.
///
/// Strides of 2 treat a pixel by its place among 2, 4, 8 and so on. What the decoder is asked for at some of these places and
/// not beside them, always the same ones, it learns as a weave over all of its pictures.
package struct PictureShift {
  package let down, right: Int

  /// At random, each below `limit`.
  package init(_ key: RandomKey, limit: Int, _ kernels: any RandomKernels) {
    var drawn: InlineArray<2, Float> = [0, 0]
    var numbers = drawn.mutableSpan
    kernels.uniform(key, into: &numbers)
    down = Int(numbers[0] * Float(limit))
    right = Int(numbers[1] * Float(limit))
  }

  /// moved[y + down, x + right] = picture[y, x], round the edges; each of one picture.
  package func move(
    _ picture: Span<Float>, _ layout: ImageLayout, to moved: inout MutableSpan<Float>,
    _ movedLayout: ImageLayout
  ) {
    for number in 0..<2 * layout.height {
      let run = run(number, layout, movedLayout)
      for i in 0..<run.count { moved[run.moved + i] = picture[run.picture + i] }
    }
  }

  /// picture[y, x] += scale moved[y + down, x + right]
  package func addBack(
    _ moved: Span<Float>, _ movedLayout: ImageLayout, scale: Float,
    to picture: inout MutableSpan<Float>, _ layout: ImageLayout
  ) {
    for number in 0..<2 * layout.height {
      let run = run(number, layout, movedLayout)
      for i in 0..<run.count { picture[run.picture + i] += scale * moved[run.moved + i] }
    }
  }

  /// Numbers that stay side by side, where they begin and how many they are: of each row those that stay on their side, and
  /// those that come in on the other.
  private func run(
    _ number: Int, _ layout: ImageLayout, _ moved: ImageLayout
  ) -> (picture: Int, moved: Int, count: Int) {
    let (row, part) = number.quotientAndRemainder(dividingBy: 2)
    let (to, right) = ((row + down) % layout.height, right % layout.width)
    let kept = layout.width - right
    return part == 0
      ? (layout.offset(0, row, 0), moved.offset(0, to, right), kept * layout.channels)
      : (layout.offset(0, row, kept), moved.offset(0, to, 0), right * layout.channels)
  }
}
