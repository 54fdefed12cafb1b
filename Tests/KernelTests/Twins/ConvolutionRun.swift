import KernelContract
import TestSupport

/// One table's results for one case, from numbers that depend on the case alone.
struct ConvolutionRun {
  let toCoarse: [Float]
  let toFine: [Float]
  let gradient: [Float]
  let sums: [Float]

  /// Inputs lie between guards and, beyond the zeros that the operations may read, in poison; so do
  /// outputs, which start as poison. `pieces` is the number of parts that units are taken in.
  init(
    _ kernels: some ConvolutionKernels, _ test: ConvolutionCase, place: GuardedFloats.Place,
    pieces: Int = 1, bias: Bool = true
  ) {
    let g = test.geometry
    let (fine, coarse) = (test.fine, test.coarse)
    var numbers = RepeatableNumbers(seed: 1)
    let x = GuardedFloats(
      fine.poisoned(images: test.images, zeros: g.padding, &numbers), place)
    let y = GuardedFloats(
      coarse.poisoned(images: test.images, zeros: g.coarseBorder, &numbers), place)
    let weights = GuardedFloats(numbers.floats(g.weightCount), place)
    let coarseBias = GuardedFloats(bias ? numbers.floats(g.coarseChannels) : [], place)
    let fineBias = GuardedFloats(bias ? numbers.floats(g.fineChannels) : [], place)

    var workspace = GuardedFloats(count: kernels.workspaceCount(g), .atEnd)
    var workspaceSpan = workspace.mutableSpan

    var coarseResult = GuardedFloats(count: test.images * coarse.imageStride, place)
    var coarseSpan = coarseResult.mutableSpan
    let packedToCoarse = ConvolutionRun.pack(kernels, g, .toCoarse, weights, pieces: pieces)
    kernels.toCoarse(
      g, images: test.images, fine: x.span, fineBorder: fine.border, packed: packedToCoarse.span,
      bias: coarseBias.span, coarse: &coarseSpan, coarseBorder: coarse.border,
      workspace: &workspaceSpan)
    toCoarse = coarseResult.values

    var fineResult = GuardedFloats(count: test.images * fine.imageStride, place)
    var fineSpan = fineResult.mutableSpan
    let packedToFine = ConvolutionRun.pack(kernels, g, .toFine, weights, pieces: pieces)
    kernels.toFine(
      g, images: test.images, coarse: y.span, coarseBorder: coarse.border,
      packed: packedToFine.span, bias: fineBias.span, fine: &fineSpan, fineBorder: fine.border,
      workspace: &workspaceSpan)
    toFine = fineResult.values

    var gradientResult = GuardedFloats(count: g.weightCount, place)
    var gradientSpan = gradientResult.mutableSpan
    for units in ConvolutionRun.cut(kernels.weightGradientUnits(g), pieces: pieces) {
      kernels.weightGradient(
        g, images: test.images, fine: x.span, fineBorder: fine.border,
        coarse: y.span, coarseBorder: coarse.border, units: units, gradient: &gradientSpan,
        workspace: &workspaceSpan)
    }
    gradient = gradientResult.values

    var sumResult = GuardedFloats(count: g.coarseChannels, place)
    var sumSpan = sumResult.mutableSpan
    kernels.channelSums(coarse, images: test.images, x: y.span, sums: &sumSpan)
    sums = sumResult.values
  }

  private static func pack(
    _ kernels: some ConvolutionKernels, _ g: ConvolutionGeometry,
    _ direction: ConvolutionDirection, _ weights: borrowing GuardedFloats, pieces: Int
  ) -> GuardedFloats {
    let count = kernels.packedCount(g, direction)
    guard count > 0 else { return GuardedFloats(weights.values, .atEnd) }
    var packed = GuardedFloats(count: count, .atStart)
    var span = packed.mutableSpan
    for units in cut(kernels.packingUnits(g, direction), pieces: pieces) {
      kernels.pack(weights.span, g, direction, units: units, into: &span)
    }
    return packed
  }

  /// 0..<units in parts of nearly the same size, the last part first.
  private static func cut(_ units: Int, pieces: Int) -> [Range<Int>] {
    (0..<pieces).map { units * $0 / pieces..<units * ($0 + 1) / pieces }.reversed()
  }
}
