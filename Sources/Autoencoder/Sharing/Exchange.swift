import Tensors

/// The processes that share the steps of a training, numbered from 0, as one of them sees the others.
///
/// It moves bytes and adds nothing, so that what is added, and in which order, stands in this program alone. All
/// of them make the same calls in the same order; each returns when this one's part is done.
package protocol Exchange: AnyObject {
  /// This one's number.
  var rank: Int { get }
  /// On which machine each of them runs.
  var hosts: [String] { get }

  /// Sends parcels while it receives others, which the others send in the same order. Throws where one does not
  /// answer, and names it.
  func swap(_ out: [Parcel], for back: [Parcel]) throws

  /// Does what keeps this one from the others, who wait meanwhile as long as it lives.
  func whileBusy<Result>(_ body: () throws -> Result) throws -> Result

  /// Tells the first that a stop is wanted.
  func askForStop() throws
  /// Whether another has asked this one, the first, for that.
  func isAskedForStop() throws -> Bool
}

/// One of several processes, for people.
package struct RankPlace: Sendable, Equatable, CustomStringConvertible {
  package let rank: Int
  package let host: String

  package init(rank: Int, host: String) {
    self.rank = rank
    self.host = host
  }

  package var description: String { "rank \(rank) on \(host)" }
}

/// Memory that is sent to one of the others, or filled by what it sends.
package struct Parcel {
  package let rank: Int
  package let bytes: SharedBytes

  package init(_ rank: Int, _ bytes: SharedBytes) {
    self.rank = rank
    self.bytes = bytes
  }
}

extension Exchange {
  package var ranks: Int { hosts.count }

  package func place(_ rank: Int) -> RankPlace { RankPlace(rank: rank, host: hosts[rank]) }

  var others: [Int] { (0..<ranks).filter { $0 != rank } }

  /// Each has its own of these ranges filled; afterwards all have all.
  func gather(_ bytes: SharedBytes, _ ranges: [Range<Int>]) throws {
    try gather([(bytes, ranges)])
  }

  /// The same of several memories, in one swap.
  func gather(_ all: [(bytes: SharedBytes, ranges: [Range<Int>])]) throws {
    func parcels(_ range: (_ other: Int) -> Int) -> [Parcel] {
      all.flatMap { bytes, ranges in others.map { Parcel($0, bytes[ranges[range($0)]]) } }
        .filter { !$0.bytes.isEmpty }
    }
    try swap(parcels { _ in rank }, for: parcels { $0 })
  }

  /// The same, but only the first gets them.
  func collect(_ bytes: SharedBytes, _ ranges: [Range<Int>]) throws {
    let parcels = (rank == 0 ? others : [rank]).map { Parcel($0, bytes[ranges[$0]]) }
      .filter { !$0.bytes.isEmpty }
    if rank == 0 {
      try swap([], for: parcels)
    } else {
      try swap(parcels.map { Parcel(0, $0.bytes) }, for: [])
    }
  }

  /// All get what the first has.
  package func spread(_ bytes: SharedBytes) throws {
    if rank == 0 {
      try swap(others.map { Parcel($0, bytes) }, for: [])
    } else {
      try swap([], for: [Parcel(0, bytes)])
    }
  }

  /// The words that the first has, of which the others know how many they are.
  package func spread(_ words: inout [UInt64]) throws {
    try unsafe words.withUnsafeMutableBytes { try unsafe spread(SharedBytes($0)) }
  }

  /// The text that the first has.
  package func spread(text: String) throws -> String {
    var bytes = Array(text.utf8)
    var count = [UInt64(bytes.count)]
    try spread(&count)
    if rank > 0 { bytes = Array(repeating: 0, count: Int(count[0])) }
    try unsafe bytes.withUnsafeMutableBytes { try unsafe spread(SharedBytes($0)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The texts of all, by their numbers.
  package func gather(text: String) throws -> [String] {
    let own = Array(text.utf8)
    let word = MemoryLayout<UInt64>.stride
    var counts = [UInt64](repeating: UInt64(own.count), count: ranks)
    try unsafe counts.withUnsafeMutableBytes {
      try unsafe gather(SharedBytes($0), (0..<ranks).map { $0 * word..<($0 + 1) * word })
    }
    var ranges: [Range<Int>] = []
    for count in counts {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + Int(count))
    }
    var all = [UInt8](repeating: 0, count: ranges.last?.upperBound ?? 0)
    all.replaceSubrange(ranges[rank], with: own)
    try unsafe all.withUnsafeMutableBytes { try unsafe gather(SharedBytes($0), ranges) }
    return ranges.map { String(decoding: all[$0], as: UTF8.self) }
  }
}

extension SharedBytes {
  var isEmpty: Bool { count == 0 }
}
