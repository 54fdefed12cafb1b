import Files
import Glibc
import Testing
import Training

@Suite("A disk that fills up")
struct FullDiskTests {
  /// A child process whose files may not grow beyond a size stands in for the disk: a write that
  /// would go beyond fails as on a full one.
  @Test("ends the run with a clear error, the last checkpoint whole, and the run goes on later")
  func full() async {
    await #expect(processExitsWith: .success) { try FullDiskTests.fillDisk() }
  }

  @Test("takes no good checkpoint away for a damaged one")
  func fullAfterDamage() async {
    await #expect(processExitsWith: .success) { try FullDiskTests.damageAndFillDisk() }
  }

  private static func fillDisk() throws {
    let playground = try Playground()
    let whole = try playground.run("whole").train(until: StopFlag()) { _ in }
    guard case .finished = whole else { exit(2) }
    let failure = Self.failure {
      _ = try playground.run("parts").train(until: StopFlag()) { event in
        if case .progress(let progress) = event, progress.step == 5 { limitFiles(to: 1000) }
      }
    }
    guard let failure, failure.description.contains("parts/") else { exit(3) }
    _ = try playground.run("parts").train(until: StopFlag()) { _ in }
    guard try playground.tensors("parts") == playground.tensors("whole") else { exit(4) }
  }

  private static func damageAndFillDisk() throws {
    let playground = try Playground()
    for last in [5, 8] {
      let stop = StopFlag()
      _ = try playground.run().train(until: stop) { event in
        if case .progress(let progress) = event, progress.step == last { stop.raise() }
      }
    }
    let files = RunFiles(folder: Path.join(playground.path, "run"))
    var bytes = try WholeFile.read(files.checkpoint)
    let room = rlim_t(bytes.count / 2)
    bytes[bytes.count - 100] ^= 1
    try WholeFile.write(bytes.span, to: files.checkpoint, replacing: true)
    let stop = StopFlag()
    let failure = Self.failure {
      _ = try playground.run().train(until: stop) { event in
        guard case .continued = event else { return }
        limitFiles(to: room)
        stop.raise()
      }
    }
    guard let failure, failure.description.contains("checkpoint") else { exit(3) }
    let told = Told()
    _ = try playground.run().train(until: StopFlag()) { told.hear($0) }
    guard told.continued.count == 1, told.continued[0].damaged == nil else { exit(4) }
  }

  /// Why `training` fails; files may grow again afterwards.
  private static func failure(of training: () throws -> Void) -> FileError? {
    defer { limitFiles(to: .max) }
    do {
      try training()
      return nil
    } catch {
      return error as? FileError
    }
  }

  private static func limitFiles(to size: rlim_t) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(size, limit.rlim_max)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
}
