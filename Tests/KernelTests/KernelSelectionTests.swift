import Foundation
import KernelSelection
import Testing

@Suite("The level of kernels is the machine's best, or the one that the user names")
struct KernelSelectionTests {
  @Test(arguments: [nil, ""])
  func unsetTakesTheFastest(value: String?) throws {
    #expect(try KernelSelection.choose(value).name == KernelSelection.available[0].name)
  }

  @Test func plainIsAlwaysThere() throws {
    #expect(KernelSelection.available.last?.name == "plain")
  }

  #if os(Linux) && arch(x86_64)
    /// In Linux's words for what compilers may use; skipped where another CPU is emulated.
    @Test func levelsAreWhatLinuxSaysOfTheCPU() throws {
      let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
      let flags = Set(line.split(separator: " "))
      var names = ["plain"]
      if flags.isSuperset(of: ["avx", "avx2", "fma", "popcnt"]) {
        names.insert("avx2", at: 0)
        let more: Set<Substring> = [
          "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "bmi1", "bmi2", "abm", "f16c",
          "movbe",
        ]
        if flags.isSuperset(of: more) { names.insert("avx512", at: 0) }
      }
      #expect(KernelSelection.available.map(\.name) == names)
    }
  #endif

  @Test(arguments: KernelSelection.available.map(\.name))
  func everyLevelCanBeNamed(level: String) throws {
    #expect(try KernelSelection.choose(level).name == level)
  }

  @Test func anUnknownLevelIsRefusedWithAWayOut() {
    let error = #expect(throws: KernelSelectionError.self) { try KernelSelection.choose("fast") }
    let names = KernelSelection.available.map(\.name).joined(separator: ", ")
    #expect(
      error?.description == """
        VAE_IMG_KERNELS=fast names no level of instructions; set it to one of \(names), \
        or unset it to let vae-img choose \(KernelSelection.available[0].name)
        """)
  }

  /// No machine has both x86-64's and arm64's vectors.
  @Test func aLevelOfAnotherMachineIsRefused() {
    let foreign = KernelSelection.available.contains { $0.name == "neon" } ? "avx2" : "neon"
    let error = #expect(throws: KernelSelectionError.self) { try KernelSelection.choose(foreign) }
    #expect(error?.isLevel == true)
    #expect(error?.description.contains("a level that this machine cannot run") == true)
  }
}
