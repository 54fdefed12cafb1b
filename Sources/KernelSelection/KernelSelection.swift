import CCPUFeatures
import KernelContract
import PlainKernels

#if arch(x86_64)
  import VectorKernelsAVX2
  import VectorKernelsAVX512
#else
  import VectorKernelsNEON
#endif

/// Which table of operations this machine runs: the highest level that the CPU has and the operating
/// system saves across switches, unless the user names another.
package enum KernelSelection {
  /// The environment variable that names a level.
  package static let variable = "VAE_IMG_KERNELS"

  /// The levels that run here, the fastest first; plain is always the last.
  package static let available: [any KernelTable] = {
    var tables: [any KernelTable] = []
    #if arch(x86_64)
      if cpu_supports_avx512() { tables.append(VectorKernelsAVX512.VectorKernels()) }
      if cpu_supports_avx2_fma() { tables.append(VectorKernelsAVX2.VectorKernels()) }
    #else
      tables.append(VectorKernelsNEON.VectorKernels())
    #endif
    return tables + [PlainKernels()]
  }()

  /// The level that the variable's value names, or the fastest where it is unset or empty.
  package static func choose(_ value: String?) throws(KernelSelectionError) -> any KernelTable {
    guard let value, !value.isEmpty else { return available[0] }
    guard let table = available.first(where: { $0.name == value }) else {
      throw KernelSelectionError(
        value: value, isLevel: levels.contains(value), available: available.map(\.name))
    }
    return table
  }

  /// Every level of any machine.
  private static let levels = ["avx512", "avx2", "neon", "plain"]
}

/// The user asked for a level that is unknown, or that this machine does not have.
package struct KernelSelectionError: Error, Hashable, CustomStringConvertible {
  package let value: String
  package let isLevel: Bool
  package let available: [String]

  package var description: String {
    let problem = isLevel ? "a level that this machine cannot run" : "no level of instructions"
    return """
      \(KernelSelection.variable)=\(value) names \(problem); set it to one of \
      \(available.joined(separator: ", ")), or unset it to let vae-img choose \(available[0])
      """
  }
}
