import Cluster
import Foundation
import TestSupport
import Testing

@Suite("Processes that were started together")
struct LaunchTests {
  @Test(
    "A launcher is known by its variable",
    arguments: ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS", "WORLD_SIZE"])
  func variable(_ variable: String) {
    let launch = Launch { $0 == variable ? "4" : nil }
    #expect(launch?.variable == variable && launch?.count == 4)
    for value in ["1", "0", "-3", "", "four", "99999999999999999999"] {
      #expect(Launch { $0 == variable ? value : nil } == nil, "\(value)")
    }
  }

  @Test("The launcher's own count is taken before the job's")
  func order() {
    let launch = Launch { ["SLURM_NTASKS": "8", "OMPI_COMM_WORLD_SIZE": "2"][$0] }
    #expect(launch?.count == 2)
  }

  #if !MPI
    @Test("What cannot share a training says so rather than train N times the same")
    func refused() throws {
      let folder = try TemporaryFolder()
      for words in [["train", "faces"], ["bench", "train"]] {
        let outcome = try Binary.run(words, in: folder.path, environment: ["PMI_SIZE": "2"])
        #expect(outcome.code == 64)
        #expect(outcome.messages.contains("PMI_SIZE") && outcome.messages.contains("--traits MPI"))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  #endif
}
