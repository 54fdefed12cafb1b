import Autoencoder
import Synchronization
import Tensors
import Threads

/// Processes that share a step, played by threads of this one: bytes go by a table.
package final class LocalExchange: Exchange {
  package let rank: Int
  package let hosts: [String]
  private let post: Post

  private init(rank: Int, _ hosts: [String], _ post: Post) {
    (self.rank, self.hosts, self.post) = (rank, hosts, post)
  }

  /// Runs `body` as each of so many; returns what they made, by rank.
  package static func run<Value: Sendable>(
    ranks: Int, _ body: @escaping @Sendable (LocalExchange) throws -> Value
  ) throws -> [Value] {
    let post = Post()
    let hosts = Array(repeating: "here", count: ranks)
    let results = Mutex<[Int: Value]>([:])
    let workers = try (0..<ranks).map { rank in
      try Worker {
        // One that throws is missed below.
        let result = try? body(LocalExchange(rank: rank, hosts, post))
        results.withLock { $0[rank] = result }
      }
    }
    for worker in workers { worker.join() }
    let made = results.withLock { $0 }
    return try (0..<ranks).map { rank in
      guard let value = made[rank] else { throw Missing(rank: rank) }
      return value
    }
  }

  private struct Missing: Error { let rank: Int }

  package func swap(_ out: [Parcel], for back: [Parcel]) {
    for parcel in out {
      let bytes = unsafe UnsafeRawBufferPointer(
        start: parcel.bytes.pointer, count: parcel.bytes.count)
      unsafe post.put(Array(bytes), on: Way(from: rank, to: parcel.rank))
    }
    for parcel in back {
      let bytes = post.take(from: Way(from: parcel.rank, to: rank))
      precondition(bytes.count == parcel.bytes.count, "another parcel than was waited for")
      unsafe UnsafeMutableRawBufferPointer(
        start: parcel.bytes.pointer, count: parcel.bytes.count
      ).copyBytes(from: bytes)
    }
  }

  package func whileBusy<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }
  package func askForStop() {}
  package func isAskedForStop() -> Bool { false }

  private struct Way: Hashable { let from, to: Int }

  private final class Post: Sendable {
    private let parcels = Mutex<[Way: [[UInt8]]]>([:])
    private let bell = Bell()

    func put(_ bytes: [UInt8], on way: Way) {
      parcels.withLock { $0[way, default: []].append(bytes) }
      bell.ring()
    }

    func take(from way: Way) -> [UInt8] {
      bell.sleep { parcels.withLock { $0[way, default: []].isEmpty } }
      return parcels.withLock { $0[way, default: []].removeFirst() }
    }
  }
}
