import CLibrary
import KernelContract
import Threads

/// The arithmetic, the threads and the memory that a training runs on.
package struct Machine: Sendable {
  package let kernels: any KernelTable
  package let team: Team
  /// In bytes.
  package let memory: Int
  /// What its steps are made by.
  package let build: ProgramBuild

  /// `memory` left out: all that the machine has, down to what a control group grants (a container's
  /// limit).
  package init(
    kernels: any KernelTable, team: Team, memory: Int? = nil,
    version: String = ProgramBuild.version
  ) {
    self.kernels = kernels
    self.team = team
    self.memory = memory ?? Machine.grantedMemory
    build = ProgramBuild(version: version, kernels: kernels.name)
  }

  private static var grantedMemory: Int {
    let all = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return min(all, ControlGroups.own.memory ?? all)
  }

  /// Throws where more memory is needed than there is: asking the system for it would end in the death
  /// of the process.
  package func checkMemory(for needed: Int) throws(PlanError) {
    guard needed <= memory else { throw .tooLittleMemory(needed: needed, there: memory) }
  }
}
