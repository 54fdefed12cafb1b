import Files
import Synchronization
import Tensors
import Threads

/// Two batches of room, filled in turn by a thread of its own: one is being read while the other is
/// being used.
///
/// Batch k lies in room k % 2. The thread fills it once batch k - 2 is `released`, which taking batch
/// k - 1 does.
final class Prefetch {
  private let shared: Shared
  private let worker: Worker
  private var taken = 0

  init(_ cache: PictureCache, _ recipe: BatchRecipe, first: Int) throws(NoThread) {
    let shared = Shared(cache, recipe, first: first)
    self.shared = shared
    worker = try Worker { shared.serve() }
  }

  deinit {
    shared.close()
    worker.join()
  }

  func next() throws(FileError) -> SharedFloats {
    shared.release(taken)
    taken += 1
    return try shared.batch(taken - 1)
  }
}

/// What the reading thread and the one that takes batches share; `filled` and `released` count
/// batches from the first one on.
private final class Shared: @unchecked Sendable {
  private let cache: PictureCache
  private let recipe: BatchRecipe
  private let first: Int
  private let rooms: Tensor
  private let roomSize: Int

  private let filled = Atomic<Int>(0)
  private let released = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)
  /// Why the thread ended early.
  private let failure = Mutex<FileError?>(nil)
  private let bell = Bell()

  init(_ cache: PictureCache, _ recipe: BatchRecipe, first: Int) {
    self.cache = cache
    self.recipe = recipe
    self.first = first
    roomSize = recipe.taken.count * cache.pictureSize
    rooms = Tensor(count: 2 * roomSize)
  }

  // MARK: - The thread that takes

  func release(_ count: Int) {
    released.store(count, ordering: .sequentiallyConsistent)
    bell.ring()
  }

  func batch(_ number: Int) throws(FileError) -> SharedFloats {
    bell.sleep {
      filled.load(ordering: .sequentiallyConsistent) <= number
        && !closed.load(ordering: .sequentiallyConsistent)
    }
    if filled.load(ordering: .sequentiallyConsistent) > number { return room(number) }
    throw failure.withLock { $0 } ?? .system(path: "the picture cache", action: "read", code: 5)
  }

  func close() {
    closed.store(true, ordering: .sequentiallyConsistent)
    bell.ring()
  }

  // MARK: - The thread that reads

  func serve() {
    var bytes = [UInt8](repeating: 0, count: cache.pictureSize)
    var order: EpochOrder?
    var number = 0
    while true {
      bell.sleep {
        number >= released.load(ordering: .sequentiallyConsistent) + 2
          && !closed.load(ordering: .sequentiallyConsistent)
      }
      if closed.load(ordering: .sequentiallyConsistent) { return }
      do throws(FileError) {
        try fill(number, &bytes, &order)
      } catch {
        failure.withLock { $0 = error }
        return close()
      }
      number += 1
      filled.store(number, ordering: .sequentiallyConsistent)
      bell.ring()
    }
  }

  private func fill(
    _ number: Int, _ bytes: inout [UInt8], _ order: inout EpochOrder?
  ) throws(FileError) {
    let room = room(number)
    for i in 0..<recipe.taken.count {
      let (place, isMirrored) = recipe.picture(i, of: first + number, &order)
      var span = bytes.mutableSpan
      try cache.read(place, into: &span)
      if isMirrored {
        PixelFloats.mirror(&span, width: cache.frame.width, channels: cache.frame.channels)
      }
      let target = room.part(i, size: cache.pictureSize)
      var floats = target.mutableSpan
      PixelFloats.fill(&floats, from: bytes.span)
    }
  }

  private func room(_ number: Int) -> SharedFloats { rooms.shared.part(number % 2, size: roomSize) }
}
