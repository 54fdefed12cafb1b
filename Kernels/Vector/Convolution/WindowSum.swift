import KernelContract

/// The direction from coarse to fine where the fine side has few channels, such as the colours of a
/// picture: vectors of them would be mostly empty, but a whole window of them fills several.
///
/// One matrix product makes from each coarse pixel the window that it adds to the fine side,
/// [ky][kx][fine channel]; then each run of `stride` fine pixels sums what the windows over it
/// hold: two by two runs for a 4x4 window of stride 2. Windows of a coarse row lie in a ring of as
/// many rows as a fine pixel collects from.
@safe struct WindowSum {
  let geometry: ConvolutionGeometry
  /// From one window to the next, from one row of the ring to the next.
  let windowStep: Int
  let rowStep: Int
  let workspace: UnsafeMutablePointer<Float>
}

extension WindowSum {
  /// Geometries whose windows fill vectors at least twice as well as their channels do. No window
  /// may lie in the padding alone: a row of the ring has room for those that meet fine pixels.
  @inline(__always)
  static func suits(_ g: ConvolutionGeometry) -> Bool {
    let vectors = g.kernel * g.kernel * Packing.padded(g.fineChannels)
    return g.padding < g.kernel && overlap(g) <= 4 && 2 * Packing.padded(windowCount(g)) <= vectors
  }

  /// Taps of an axis that meet a fine pixel, at most.
  @inline(__always)
  static func overlap(_ g: ConvolutionGeometry) -> Int { (g.kernel + g.stride - 1) / g.stride }

  /// Floats of a run of `stride` fine pixels.
  @inline(__always)
  static func run(_ g: ConvolutionGeometry) -> Int { g.stride * g.fineChannels }

  /// Floats of a window, whose rows have whole runs.
  @inline(__always)
  static func windowCount(_ g: ConvolutionGeometry) -> Int { g.kernel * overlap(g) * run(g) }

  /// Runs that cover a fine row, the first of them from -padding on.
  @inline(__always)
  static func runs(_ g: ConvolutionGeometry) -> Int {
    (g.fineWidth + g.padding + g.stride - 1) / g.stride
  }

  /// The ring, a row of zeros and the bias of a run, a vector longer than it needs to be.
  @inline(__always)
  static func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    (overlap(g) + 1) * (runs(g) + overlap(g) - 1) * Packing.padded(windowCount(g))
      + run(g) + RunLanes.scalarCount
  }

  @inline(__always)
  init(_ g: ConvolutionGeometry, workspace: UnsafeMutablePointer<Float>) {
    geometry = g
    windowStep = Packing.padded(WindowSum.windowCount(g))
    rowStep = (WindowSum.runs(g) + WindowSum.overlap(g) - 1) * windowStep
    unsafe self.workspace = unsafe workspace
  }
}

extension WindowSum {
  private var ringCount: Int { WindowSum.overlap(geometry) * rowStep }
  /// A row of zeros that stands for those outside the image, seen from coarse pixel 0.
  private var zeros: UnsafeMutablePointer<Float> {
    unsafe workspace + ringCount + (WindowSum.overlap(geometry) - 1) * windowStep
  }
  private var start: UnsafeMutablePointer<Float> { unsafe workspace + ringCount + rowStep }

  /// Row `y` of the ring from the window of coarse pixel 0 on; before it and after the last one are
  /// windows of zeros.
  @inline(__always)
  private func windows(_ y: Int) -> UnsafeMutablePointer<Float> {
    let overlap = WindowSum.overlap(geometry)
    return unsafe workspace + y % overlap * rowStep + (overlap - 1) * windowStep
  }

  @inline(__always)
  func toFine(
    images: Int, coarse: UnsafePointer<Float>, coarseBorder: Int,
    packed: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    fine: UnsafeMutablePointer<Float>, fineBorder: Int
  ) {
    let g = geometry
    let inner = g.coarse(border: coarseBorder)
    let outer = g.fine(border: fineBorder)
    for i in 0..<ringCount + rowStep { unsafe workspace[i] = 0 }
    for i in 0..<WindowSum.run(g) {
      unsafe start[i] = unsafe bias.map { unsafe $0[i % g.fineChannels] } ?? 0
    }
    for n in 0..<images {
      for y in 0...(g.fineHeight - 1 + g.padding) / g.stride {
        if y < g.coarseHeight {
          unsafe multiply(coarse + inner.offset(n, y, 0), packed, to: windows(y))
        }
        for ky in 0..<g.stride {
          let row = g.stride * y + ky - g.padding
          guard 0..<g.fineHeight ~= row else { continue }
          let line = unsafe fine + outer.offset(n, row, 0)
          switch WindowSum.overlap(g) {
          case 1: unsafe sum(Overlap<1>.self, y: y, ky: ky, to: line)
          case 2: unsafe sum(Overlap<2>.self, y: y, ky: ky, to: line)
          case 3: unsafe sum(Overlap<3>.self, y: y, ky: ky, to: line)
          default: unsafe sum(Overlap<4>.self, y: y, ky: ky, to: line)
          }
        }
      }
    }
  }

  /// The windows of one coarse row.
  @inline(__always)
  private func multiply(
    _ coarse: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    to windows: UnsafeMutablePointer<Float>
  ) {
    unsafe PatchProduct(
      images: 1, height: 1, width: geometry.coarseWidth, channels: windowStep,
      input: coarse, inputStep: PixelStep(pixel: geometry.coarseChannels, row: 0, image: 0),
      runs: 1, runStep: 0, runLength: geometry.coarseChannels, weights: packed, bias: nil,
      output: windows, outputStep: PixelStep(pixel: windowStep, row: 0, image: 0)
    ).run()
  }

  /// The fine row that tap `ky` of coarse row `y` meets first, from the rows y, y - 1, ...
  @inline(__always)
  private func sum<let overlap: Int>(
    _ size: Overlap<overlap>.Type, y: Int, ky: Int, to fine: UnsafeMutablePointer<Float>
  ) {
    let g = geometry
    let run = WindowSum.run(g)
    let left = g.padding * g.fineChannels
    let right = g.fineWidth * g.fineChannels
    var rows = unsafe InlineArray<overlap, UnsafeMutablePointer<Float>>(repeating: zeros)
    for j in 0..<overlap {
      let tap = ky + j * g.stride
      guard 0..<g.coarseHeight ~= y - j, tap < g.kernel else { continue }
      unsafe rows[j] = unsafe windows(y - j) + tap * overlap * run
    }
    // A vector may reach beyond the end of a run, into the start of the next, which is written
    // later.
    var offset = (run - 1) / RunLanes.scalarCount * RunLanes.scalarCount
    while offset >= 0 {
      let first = unsafe RunLanes.load(start + offset)
      let used = min(RunLanes.scalarCount, run - offset)
      var window = offset
      var place = offset - left
      while place < right {
        var sum = first
        for j in 0..<overlap {
          for i in 0..<overlap {
            unsafe sum += .load(rows[j] + (window &+ i &* (run &- windowStep)))
          }
        }
        if place >= 0 && place &+ RunLanes.scalarCount <= right {
          unsafe sum.store(to: fine + place)
        } else {
          unsafe sum.store(from: max(0, -place), to: min(used, right - place), at: fine + place)
        }
        window &+= windowStep
        place &+= run
      }
      offset -= RunLanes.scalarCount
    }
  }
}

/// Packed weights: one matrix, in panels as `Packing` draws them, with rows of coarse channels and
/// columns [ky][kx][fine channel]. Here kx counts up to whole runs; weights beyond the kernel are
/// zero.
extension WindowSum {
  @inline(__always)
  static func packedCount(_ g: ConvolutionGeometry) -> Int {
    g.coarseChannels * Packing.padded(windowCount(g))
  }

  /// A unit is a vector of lanes, in every row.
  @inline(__always)
  static func packingUnits(_ g: ConvolutionGeometry) -> Int {
    Packing.padded(windowCount(g)) / Lanes.scalarCount
  }

  @inline(__always)
  static func pack(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = Packing(channels: windowCount(g), depth: g.coarseChannels)
    let (start, width) = packing.place(channel: unit * Lanes.scalarCount)
    for lane in 0..<Lanes.scalarCount {
      let (pixel, c) = (unit * Lanes.scalarCount + lane).quotientAndRemainder(
        dividingBy: g.fineChannels)
      let (ky, kx) = pixel.quotientAndRemainder(dividingBy: overlap(g) * g.stride)
      let isTap = ky < g.kernel && kx < g.kernel
      let row = ((ky * g.kernel + kx) * g.fineChannels + c) * g.coarseChannels
      for k in 0..<g.coarseChannels {
        unsafe target[start + k * width + lane] = isTap ? unsafe source[row + k] : 0
      }
    }
  }
}

/// How many windows meet on each axis.
private enum Overlap<let count: Int> {}

/// Runs of pixels are short: eight floats at a time waste less than wider vectors do.
typealias RunLanes = SIMD8<Float>

extension SIMD8<Float> {
  /// Writes the lanes from `first` up to `end`, if any, where `address` is that of lane 0.
  @inline(never)
  func store(from first: Int, to end: Int, at address: UnsafeMutablePointer<Float>) {
    for lane in stride(from: first, to: end, by: 1) { unsafe address[lane] = self[lane] }
  }
}
