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

  private static func fillDisk() throws {
    signal(SIGXFSZ, SIG_IGN)
    let playground = try Playground()
    let whole = try playground.run("whole").train(until: StopFlag()) { _ in }
    guard case .finished = whole else { exit(2) }
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let unlimited = limit
    var failure: FileError?
    do {
      _ = try playground.run("parts").train(until: StopFlag()) { event in
        guard case .progress(let progress) = event, progress.step == 5 else { return }
        limit.rlim_cur = 1000
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      }
    } catch let error as FileError {
      failure = error
    }
    limit = unlimited
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    guard let failure, failure.description.contains("parts/") else { exit(3) }
    _ = try playground.run("parts").train(until: StopFlag()) { _ in }
    guard try playground.tensors("parts") == playground.tensors("whole") else { exit(4) }
  }
}
