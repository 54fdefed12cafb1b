/// The order in which an epoch goes through a set: a pure function of (count, seed, epoch).
///
/// Fisher and Yates: place i takes one of the i + 1 numbers up to it, each as likely as another.
package struct Permutation: Sendable {
  private let numbers: [Int32]

  package init(count: Int, seed: UInt64, epoch: Int) {
    let random = CountedBits(seed: seed, stream: UInt64(epoch))
    var numbers = (0..<Int32(count)).map { $0 }
    for i in stride(from: count - 1, to: 0, by: -1) {
      // The high half of a 64 x 64 bit product: uniform in 0...i to within i / 2^64.
      let j = Int(random[UInt64(i)].multipliedFullWidth(by: UInt64(i + 1)).high)
      numbers.swapAt(i, j)
    }
    self.numbers = numbers
  }

  package subscript(place: Int) -> Int { Int(numbers[place]) }
}

/// 64 random bits for each number of a stream: SplitMix64's mixing of a counter.
struct CountedBits: Sendable {
  private let start: UInt64

  init(seed: UInt64, stream: UInt64) {
    start = Self.mixed(Self.mixed(seed) &+ stream)
  }

  subscript(number: UInt64) -> UInt64 { Self.mixed(start &+ number) }

  private static func mixed(_ number: UInt64) -> UInt64 {
    var x = number &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
  }
}
