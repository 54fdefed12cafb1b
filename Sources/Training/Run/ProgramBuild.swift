import Files

/// The version of the program and the level of its kernels: the same ones make the same bits.
package struct ProgramBuild: Sendable, Equatable, CustomStringConvertible {
  package static let version = "1.0"

  package let version: String
  /// As `KernelTable.name` says.
  package let kernels: String

  package init(version: String, kernels: String) {
    self.version = version
    self.kernels = kernels
  }

  /// Nil where it is not said, as in the first checkpoints.
  init?(_ json: JSON) {
    guard let version = json["program"]?.string, let kernels = json["kernels"]?.string else {
      return nil
    }
    self.init(version: version, kernels: kernels)
  }

  var json: JSON { .object(members) }

  var members: [JSON.Member] {
    [JSON.Member("program", .string(version)), JSON.Member("kernels", .string(kernels))]
  }

  package var description: String { "vae-img \(version) with \(kernels) kernels" }
}
