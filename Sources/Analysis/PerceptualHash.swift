import Images

/// 64 bits that stay nearly the same when a picture is scaled, recompressed or lightened.
///
/// Bit (y, x) says whether place (y, x) of the picture shrunk to 9x8 grey places is darker than its
/// right neighbour.
package struct PerceptualHash: Sendable, Hashable {
  package let bits: UInt64
  /// A flat picture has no structure to compare by.
  package let isFlat: Bool

  package init(_ picture: Picture) {
    let places = PerceptualHash.shrunk(picture, width: 9, height: 8)
    var bits: UInt64 = 0
    for y in 0..<8 {
      for x in 0..<8 {
        let darker = places[y * 9 + x] < places[y * 9 + x + 1]
        bits = bits << 1 | (darker ? 1 : 0)
      }
    }
    self.bits = bits
    let range = (places.max() ?? 0) - (places.min() ?? 0)
    isFlat = range < 4
  }

  /// How many bits differ.
  package func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }

  /// Means of grey over the places; channels count alike.
  private static func shrunk(_ picture: Picture, width: Int, height: Int) -> [Double] {
    var places: [Double] = []
    for y in 0..<height {
      let rows = part(y, of: height, in: picture.height)
      for x in 0..<width {
        let columns = part(x, of: width, in: picture.width)
        var sum = 0
        for row in rows {
          let start = (row * picture.width + columns.lowerBound) * picture.channels
          for i in start..<start + columns.count * picture.channels {
            sum += Int(picture.pixels[i])
          }
        }
        places.append(Double(sum) / Double(rows.count * columns.count * picture.channels))
      }
    }
    return places
  }

  /// Part `index` of `count` parts of `length`, at least one long.
  private static func part(_ index: Int, of count: Int, in length: Int) -> Range<Int> {
    let start = min(index * length / count, length - 1)
    return start..<max(start + 1, (index + 1) * length / count)
  }
}
