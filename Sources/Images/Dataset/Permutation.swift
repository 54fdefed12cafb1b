import Hashing

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

/// 64 random bits for each number of a stream, by SplitMix64.
struct CountedBits: Sendable {
  private let start: UInt64

  init(seed: UInt64, stream: UInt64) {
    start = SplitMix64.mixed(SplitMix64.mixed(seed) &+ stream)
  }

  subscript(number: UInt64) -> UInt64 { SplitMix64.mixed(start &+ number) }
}
