import Images

/// A folder of pictures looked at before training: what is in it, what is wrong, what to do.
package struct FolderExamination: Sendable {
  package let files: Int
  package let readable: Int
  /// The paths of those, in order.
  package let pictures: [String]
  package let formats: [(name: String, count: Int)]
  /// Width and height of pictures, most frequent first.
  package let sizes: [(width: Int, height: Int, count: Int)]
  package let grey: Int
  package let withAlpha: Int
  package let turned: Int
  /// Names of profiles by which colours are not those of sRGB, the most frequent first.
  package let profiles: [(name: String, count: Int)]
  package let truncated: [String]
  package let unreadable: [(path: String, reason: String)]
  package let wrongExtensions: [(path: String, ending: String)]
  /// Files of the very same pixels, in groups.
  package let duplicates: [[String]]
  /// Pictures that look alike, in groups; those of `duplicates` count once.
  package let nearDuplicates: [[String]]
  private let shortSides: [Double]
  private let aspect: Double

  package init(_ examined: [FileExamination]) {
    files = examined.count
    let pictures = examined.compactMap {
      file -> (path: String, details: FileExamination.Details)? in
      if case .readable(let details) = file.finding { (file.path, details) } else { nil }
    }
    readable = pictures.count
    self.pictures = pictures.map(\.path)
    let facts = pictures.map(\.details.facts)
    formats = FolderExamination.counted(facts.map(\.format.name)).map { ($0.value, $0.count) }
    sizes = FolderExamination.counted(facts.map { [$0.width, $0.height] })
      .map { ($0.value[0], $0.value[1], $0.count) }
    grey = pictures.count { $0.details.isGrey }
    withAlpha = facts.count { $0.hasAlpha }
    turned = facts.count { $0.orientation != .upright }
    profiles = FolderExamination.counted(pictures.compactMap(\.details.profile))
      .map { ($0.value, $0.count) }
    truncated = examined.filter { $0.finding == .truncated }.map(\.path)
    unreadable = examined.compactMap { file in
      if case .unreadable(let reason) = file.finding { (file.path, reason) } else { nil }
    }
    wrongExtensions = examined.compactMap { file in file.wrongExtension.map { (file.path, $0) } }
    duplicates = FolderExamination.groups(pictures.map { ($0.path, $0.details.digest) })
    nearDuplicates = FolderExamination.lookalikes(pictures)
    shortSides = facts.map { Double(min($0.width, $0.height)) }
    aspect = Summary.quantile(0.5, of: facts.map { Double($0.width) / Double($0.height) })
  }

  // MARK: - Counting

  private static func counted<Value: Hashable>(_ values: [Value]) -> [(value: Value, count: Int)] {
    var counts: [Value: Int] = [:]
    var order: [Value] = []
    for value in values {
      if counts[value] == nil { order.append(value) }
      counts[value, default: 0] += 1
    }
    return order.map { (value: $0, count: counts[$0] ?? 0) }.sorted { $0.count > $1.count }
  }

  /// The paths that share a key, where there are several, in the order of the first.
  private static func groups<Key: Hashable>(_ keyed: [(path: String, key: Key)]) -> [[String]] {
    var groups: [Key: [String]] = [:]
    for (path, key) in keyed { groups[key, default: []].append(path) }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// Groups of pictures of which each is at most 3 of 64 bits from another. Two such share all of every
  /// fourth bit, from the first, second, third or fourth on, so only those are compared. Bits side by side
  /// would be alike in all pictures with an empty edge.
  private static func lookalikes(
    _ pictures: [(path: String, details: FileExamination.Details)]
  ) -> [[String]] {
    var first: [UInt64: Int] = [:]
    let distinct = pictures.indices.filter { i in
      let details = pictures[i].details
      return !details.hash.isFlat && first.updateValue(i, forKey: details.digest) == nil
    }
    var group = Array(pictures.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while group[i] != i { i = group[i] }
      return i
    }
    for phase in 0..<4 {
      var buckets: [UInt64: [Int]] = [:]
      for i in distinct {
        let key = pictures[i].details.hash.bits >> phase & 0x1111_1111_1111_1111
        for j in buckets[key] ?? []
        where pictures[i].details.hash.distance(to: pictures[j].details.hash) <= 3 {
          let (a, b) = (root(i), root(j))
          group[max(a, b)] = min(a, b)
        }
        buckets[key, default: []].append(i)
      }
    }
    return groups(distinct.map { (pictures[$0].path, root($0)) })
  }
}

// MARK: - What to do

extension FolderExamination {
  /// Options for `train` that suit the pictures, each with its reason.
  package var recommendations: [(option: String, reason: String)] {
    guard readable > 0 else { return [] }
    var all: [(option: String, reason: String)] = []
    let (width, height) = size
    if (width, height) != (64, 64) {
      let reason =
        width != height
        ? "most pictures have this shape"
        : width < 64
          ? "a quarter of the pictures are smaller than 48 pixels"
          : "the pictures are large and many"
      all.append(("--size \(width)x\(height)", reason))
    }
    if readable < 1000 {
      all.append(("--augment flip", "mirrored pictures help where there are few"))
    }
    if readable < 200 { all.append(("--preset small", "a large model would know them by heart")) }
    if truncated.count * 20 > files {
      all.append(("--accept-truncated", "many pictures lack their end"))
    }
    return all
  }

  /// The size to train them at.
  package var size: (width: Int, height: Int) {
    let short = Summary.quantile(0.25, of: shortSides)
    return FolderExamination.frame(
      side: short < 48 ? 32 : short < 512 || readable < 5000 ? 64 : 128, aspect: aspect)
  }

  /// The usual shape of the pictures with a short side of `side`, both to be halved until that is 4.
  package static func frame(side: Int, aspect: Double) -> (width: Int, height: Int) {
    guard aspect > 1.4 || aspect < 1 / 1.4 else { return (side, side) }
    let multiple = side / 4
    func rounded(_ length: Double) -> Int { Int((length / Double(multiple)).rounded()) * multiple }
    let stretch = min(max(aspect, 1.0 / 3), 3)
    return stretch > 1
      ? (rounded(Double(side) * stretch), side) : (side, rounded(Double(side) / stretch))
  }
}
