/// At most 256 colours that stand for all the colours of some pictures.
///
/// - Pictures of at most 256 colours keep them exactly.
/// - Else the cube of colours is cut, again and again, where its fullest and widest box falls apart
///   best (median cut, by variance); each box gives its mean, and pixels are dithered by a fixed
///   8x8 pattern, which stays where it is while the pictures move.
struct ColorTable {
  private(set) var colors: [SIMD3<Int32>]
  private let isExact: Bool
  private let exactIndex: [Int: UInt8]

  init(of pictures: [Picture]) {
    var counts: [Int: Int] = [:]
    for picture in pictures {
      for color in picture.colors { counts[Self.key(color), default: 0] += 1 }
    }
    let keys = counts.keys.sorted()
    isExact = keys.count <= 256
    if isExact {
      colors = keys.map { SIMD3(Int32($0 >> 16), Int32($0 >> 8 & 255), Int32($0 & 255)) }
      exactIndex = Dictionary(uniqueKeysWithValues: zip(keys, 0...255))
    } else {
      exactIndex = [:]
      colors = Self.cut(
        keys.map { key in
          let color = SIMD3(Float(key >> 16), Float(key >> 8 & 255), Float(key & 255))
          return (color, Float(counts[key] ?? 0))
        })
    }
  }

  /// The table has 2^bits places.
  var bits: Int { max(1, Int.bitWidth - (colors.count - 1).leadingZeroBitCount) }

  /// Red, green and blue of each place; black where the table is not full.
  var bytes: [UInt8] {
    let used = colors.flatMap { [UInt8($0.x), UInt8($0.y), UInt8($0.z)] }
    return used + [UInt8](repeating: 0, count: 3 << bits - used.count)
  }

  private static func key(_ color: SIMD3<Int32>) -> Int {
    Int(color.x << 16 | color.y << 8 | color.z)
  }
}

// MARK: - Choosing the colours

extension ColorTable {
  private typealias Entry = (color: SIMD3<Float>, count: Float)

  /// A part of the cube: its colours, their mean, and how much is lost when the mean stands for all.
  private struct Box {
    let entries: [Entry]
    let mean: SIMD3<Float>
    let spread: SIMD3<Float>

    init(_ entries: [Entry]) {
      self.entries = entries
      let total = entries.reduce(0) { $0 + $1.count }
      let mean = entries.reduce(SIMD3<Float>.zero) { $0 + $1.color * $1.count } / total
      self.mean = mean
      spread = entries.reduce(SIMD3<Float>.zero) { sum, entry in
        sum + (entry.color - mean) * (entry.color - mean) * entry.count
      }
    }

    var widest: Int { spread.x >= max(spread.y, spread.z) ? 0 : spread.y >= spread.z ? 1 : 2 }

    var halves: [Box] {
      let axis = widest
      return [
        Box(entries.filter { $0.color[axis] <= mean[axis] }),
        Box(entries.filter { $0.color[axis] > mean[axis] }),
      ]
    }
  }

  private static func cut(_ entries: [(SIMD3<Float>, Float)]) -> [SIMD3<Int32>] {
    var boxes = [Box(entries)]
    while boxes.count < 256 {
      var worst = 0
      for i in boxes.indices where boxes[i].spread.max() > boxes[worst].spread.max() { worst = i }
      let halves = boxes[worst].halves
      guard halves.allSatisfy({ !$0.entries.isEmpty }) else { break }
      boxes.replaceSubrange(worst...worst, with: halves)
    }
    return boxes.map { SIMD3<Int32>($0.mean.rounded(.toNearestOrAwayFromZero)) }
  }
}

// MARK: - Using them

extension ColorTable {
  /// For each pixel, the place of its colour.
  func indices(of picture: Picture) -> [UInt8] {
    if isExact { return picture.colors.map { exactIndex[Self.key($0)] ?? 0 } }
    var nearest = [Int16](repeating: -1, count: 1 << 18)
    return picture.colors.enumerated().map { i, color in
      let shift = Self.pattern[i / picture.width % 8 * 8 + i % picture.width % 8]
      let shifted = (color &+ SIMD3(repeating: shift)).clamped(
        lowerBound: .zero, upperBound: SIMD3(repeating: 255))
      // Two bits less of each colour make the places that are looked up few.
      let coarse = shifted &>> 2
      let place = Int(coarse.x << 12 | coarse.y << 6 | coarse.z)
      if nearest[place] < 0 { nearest[place] = Int16(self.nearest(to: coarse &<< 2 &+ 2)) }
      return UInt8(nearest[place])
    }
  }

  private func nearest(to color: SIMD3<Int32>) -> Int {
    var best = (index: 0, distance: Int32.max)
    for (i, candidate) in colors.enumerated() {
      let difference = candidate &- color
      let distance = (difference &* difference).wrappedSum()
      if distance < best.distance { best = (i, distance) }
    }
    return best.index
  }

  /// Bayer's 8x8 pattern from -6 to 6 levels: about the distance of neighbours in a table of faces.
  private static let pattern: [Int32] = (0..<64).map { i in
    let (x, y) = (i % 8, i / 8)
    let rank = (0..<3).reduce(0) { rank, bit in
      rank << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1)
    }
    return Int32(rank * 13 / 64) - 6
  }
}

extension Picture {
  /// Each pixel's red, green and blue.
  fileprivate var colors: some Sequence<SIMD3<Int32>> {
    let green = channels == 3 ? 1 : 0
    return (0..<width * height).lazy.map { i in
      let at = i * channels
      return SIMD3(
        Int32(pixels[at]), Int32(pixels[at + green]), Int32(pixels[at + 2 * green]))
    }
  }
}
