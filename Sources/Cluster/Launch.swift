import CLibrary

/// How a launcher such as mpirun or srun says that it started several processes together.
package struct Launch: Sendable, Equatable {
  /// The variable that says so, and how many they are.
  package let variable: String
  package let count: Int

  /// Of Open MPI, of MPICH and those that descend from it, of Slurm, and of other launchers.
  private static let variables = [
    "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS", "WORLD_SIZE",
  ]

  /// Nil where this process was started alone.
  package init?(_ value: (_ variable: String) -> String?) {
    for variable in Launch.variables {
      if let count = value(variable).flatMap({ Int($0) }), count > 1 {
        (self.variable, self.count) = (variable, count)
        return
      }
    }
    return nil
  }

  /// What the environment of this process says.
  static var ofThisProcess: Launch? {
    Launch { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
  }
}
