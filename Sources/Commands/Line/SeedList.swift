import Options

/// Numbers of pictures as people list them: 0-63, or 3,7,20-24.
package struct SeedList: Sendable, Equatable {
  package let seeds: [UInt64]

  /// nil where the text is no such list, or one of more than 100,000.
  package init?(_ text: String) {
    var seeds: [UInt64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        .map { ValueType.seed.parse(String($0)) }
      guard let first = ends.first.flatMap({ $0 }), let last = ends.last.flatMap({ $0 }),
        ends.count <= 2, first <= last, last - first < SeedList.most
      else { return nil }
      seeds += first...last
      guard seeds.count <= SeedList.most else { return nil }
    }
    self.seeds = seeds
  }

  /// `count` numbers from `first` on.
  init(from first: UInt64, count: Int) throws(UsageError) {
    guard UInt64(Int.max) - first >= UInt64(count) else {
      throw .rule("--seed leaves no room for \(count) numbers after it")
    }
    seeds = Array(first..<first + UInt64(count))
  }

  private static let most = 100_000
}

extension ValueType where Value == SeedList {
  package static var seeds: Self {
    ValueType("LIST", "numbers such as 0-63 or 3,7,20-24") { SeedList($0) }
  }
}
