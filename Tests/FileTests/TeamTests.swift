import Foundation
import Synchronization
import Tensors
import Testing
import Threads

@Suite("A team does every unit once")
struct TeamTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyUnitOnce(threads: Int, units: Int) {
    let team = Team(threads: threads)
    let calls = Tensor(count: units)
    for _ in 0..<50 {
      team.run(units: units) { unit in
        var own = calls.shared.part(unit, size: 1).mutableSpan
        own[0] += 1
      }
    }
    let isRight = (0..<units).allSatisfy { calls.span[$0] == 50 }
    #expect(isRight, "\(threads) threads, \(units) units")
  }

  @Test("a unit that fails ends the run with its failure", arguments: [1, 3])
  func failure(_ threads: Int) {
    struct Refused: Error, Equatable { let unit: Int }
    let begun = Atomic<Int>(0)
    #expect(throws: Refused(unit: 10)) {
      try Team(threads: threads).tryRun(units: 1000) { unit throws(Refused) in
        begun.add(1, ordering: .relaxed)
        if unit == 10 { throw Refused(unit: unit) }
      }
    }
    #expect(11...1000 ~= begun.load(ordering: .relaxed))
    if threads == 1 { #expect(begun.load(ordering: .relaxed) == 11) }
  }

  @Test func aTeamThatSleptWakes() {
    let team = Team(threads: 2)
    let sum = Atomic<Int>(0)
    for _ in 0..<3 {
      team.run(units: 100) { sum.add($0, ordering: .relaxed) }
      // Long enough for the other thread to give up looking for work.
      let start = ContinuousClock.now
      while ContinuousClock.now - start < .milliseconds(30) {}
    }
    #expect(sum.load(ordering: .relaxed) == 3 * 4950)
  }

  /// Far more threads than processors: a round costs at most a few changes of context for each.
  @Test func tooManyThreadsDoNotCrawl() {
    let team = Team(threads: 8)
    let rounds = 500
    let start = ContinuousClock.now
    for _ in 0..<rounds { team.run(units: 8) { _ in } }
    let perRound = (ContinuousClock.now - start) / rounds
    // Seven waits of a scheduler's time slice (3 ms) would be 21 ms.
    #expect(perRound < .milliseconds(10), "\(perRound) a round")
  }

  /// A limit on memory, of which every thread takes some, stands in for one on threads.
  @Test func aTeamIsAsLargeAsTheSystemGrants() async {
    await #expect(processExitsWith: .success) {
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      let used = try #require(rlim_t(pages.prefix { $0 != " " })) * rlim_t(getpagesize())
      var limit = rlimit(rlim_cur: used + (60 << 20), rlim_max: used + (60 << 20))
      let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      #expect(limited == 0)
      let team = Team(threads: 64)
      #expect(team.count < 64)
      let sum = Atomic<Int>(0)
      team.run(units: 100) { sum.add($0, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 4950)
      #expect(throws: NoThread.self) { try Worker {} }
    }
  }

  @Test("a run inside a run ends the program with a sentence", arguments: [1, 2])
  func nested(threads: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [threads] in
      let team = Team(threads: threads)
      team.run(units: 4) { _ in team.run(units: 4) { _ in } }
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("another run of the same team had not returned"))
  }

  @Test func workersRunAndAreJoined() throws {
    let counter = Counter()
    let workers = try (0..<4).map { number in
      try Worker { counter.sum.add(number, ordering: .relaxed) }
    }
    for worker in workers { worker.join() }
    #expect(counter.sum.load(ordering: .relaxed) == 6)
  }

  private final class Counter: Sendable {
    let sum = Atomic<Int>(0)
  }
}

@Suite("A tensor owns aligned zeros")
struct TensorTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1000])
  func zerosOnCacheLines(count: Int) {
    let tensor = Tensor(count: count)
    #expect(tensor.count == count)
    let isZero = tensor.span.indices.allSatisfy { tensor.span[$0] == 0 }
    #expect(isZero)
    let address = unsafe tensor.span.withUnsafeBufferPointer {
      UInt(bitPattern: $0.baseAddress)
    }
    #expect(address % 64 == 0)
  }

  @Test func windowsAreParts() {
    let tensor = Tensor((0..<12).map(Float.init))
    let part = tensor.shared.part(2, size: 3)
    #expect(part.count == 3 && part.span[0] == 6 && part[1..<3].span[1] == 8)
    var span = part.mutableSpan
    span[0] = -1
    #expect(tensor.span[6] == -1)
  }
}
