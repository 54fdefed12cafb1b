import Files
import Foundation
import TestSupport
import Testing
import Training

/// Clocks that are set back and ahead, by a library that stands between the program and the system's.
@Suite("A clock that jumps", .serialized)
struct ClockAttack {
  /// Nil where nothing compiles it.
  private let library: String?
  private let victim: Victim
  private let folder: TemporaryFolder

  /// The clock of the calendar jumps at every look, by an hour back to a year ahead. The clock that only goes
  /// forward, and which the system lets nobody set, has stood still for ten minutes at every fortieth look if
  /// ASLEEP is set: as on a machine that was suspended, or halted by its host.
  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdlib.h>
    #include <sys/time.h>
    #include <time.h>

    static time_t jump(void) {
      static const time_t jumps[] = {-3600, 86400, 0, -86400, 31536000};
      static unsigned looks;
      return jumps[__atomic_fetch_add(&looks, 1, __ATOMIC_SEQ_CST) % 5];
    }

    int clock_gettime(clockid_t clock, struct timespec *now) {
      static unsigned looks;
      int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
      int result = real(clock, now);
      if (clock == CLOCK_REALTIME) now->tv_sec += jump();
      if (clock == CLOCK_MONOTONIC && getenv("ASLEEP"))
        now->tv_sec += 600 * (__atomic_fetch_add(&looks, 1, __ATOMIC_SEQ_CST) / 40);
      return result;
    }

    int gettimeofday(struct timeval *now, void *zone) {
      struct timespec time;
      int result = clock_gettime(CLOCK_REALTIME, &time);
      now->tv_sec = time.tv_sec;
      now->tv_usec = time.tv_nsec / 1000;
      return result;
    }

    time_t time(time_t *now) {
      struct timespec time;
      clock_gettime(CLOCK_REALTIME, &time);
      if (now) *now = time.tv_sec;
      return time.tv_sec;
    }
    """

  init() throws {
    victim = try Victim.variational.get()
    folder = try TemporaryFolder()
    try WholeFile.write(Self.source, to: folder("clocks.c"), replacing: false)
    library = Self.compile(folder("clocks.c"), to: folder("clocks.so")) ? folder("clocks.so") : nil
    if library == nil { print("clocks: left out, since nothing here compiles C") }
  }

  private static func compile(_ source: String, to library: String) -> Bool {
    #if os(Linux)
      for compiler in ["cc", "clang"] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"]
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
        if process.terminationStatus == 0 { return true }
      }
    #endif
    return false
  }

  private func train(
    _ words: [String], _ run: String, _ environment: [String: String?] = [:]
  ) throws -> Binary.Outcome {
    // A sanitizer that the program may be built with wants to be loaded first.
    let variables: [String: String?] = [
      "LD_PRELOAD": library, "ASAN_OPTIONS": "verify_asan_link_order=0",
    ]
    let outcome = try Binary.run(
      words, in: folder.path, environment: variables.merging(environment) { $1 })
    #expect(outcome.code == 0, "\(outcome.messages)")
    let log = String(decoding: try WholeFile.read(folder("\(run)/log.txt")), as: UTF8.self)
    #expect(log.components(separatedBy: "\ncheckpoint after").count > 2, "\(log)")
    return outcome
  }

  /// How long a run took at each of its reports.
  private func seconds(_ run: String) throws -> [Double] {
    let text = String(decoding: try WholeFile.read(folder("\(run)/metrics.jsonl")), as: UTF8.self)
    return try text.split(separator: "\n").map {
      try #require(try JSON(parsing: String($0))["seconds"]?.number)
    }
  }

  @Test("back or ahead by the calendar changes nothing")
  func calendar() throws {
    guard library != nil else { return }
    _ = try train(victim.words("run", on: victim.folder("set")), "run")
    #expect(try Victim.Outcome(folder("run")) == victim.wanted)
    let words = victim.words("timed", on: victim.folder("set")).map {
      ["--steps": "--time", "160": "2s"][$0] ?? $0
    }
    _ = try train(words, "timed")
    for run in ["run", "timed"] {
      let seconds = try seconds(run)
      #expect(seconds == seconds.sorted() && seconds.allSatisfy { 0...60 ~= $0 }, "\(seconds)")
    }
  }

  @Test("ahead while the machine sleeps, ends a timed run and spoils no other")
  func asleep() throws {
    guard library != nil else { return }
    _ = try train(victim.words("run", on: victim.folder("set")), "run", ["ASLEEP": "1"])
    #expect(try Victim.Outcome(folder("run")) == victim.wanted)
    let words = victim.words("timed", on: victim.folder("set")).map {
      ["--steps": "--time", "160": "2h"][$0] ?? $0
    }
    _ = try train(words, "timed", ["ASLEEP": "1"])
    let seconds = try seconds("timed")
    #expect(seconds == seconds.sorted() && (seconds.last ?? 0) > 3600, "\(seconds)")
  }
}
