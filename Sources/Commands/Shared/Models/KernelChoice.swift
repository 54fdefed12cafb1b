import KernelContract
import KernelSelection

/// The table of operations for this machine, or the one that the environment asks for.
enum Kernels {
  static func chosen() throws -> any KernelTable {
    try KernelSelection.choose(Console.variable(KernelSelection.variable))
  }
}
