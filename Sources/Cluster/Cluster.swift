import Autoencoder

/// The processes that a launcher started together, to train one model.
package enum Cluster {
  /// This process's place among them; nil where it was started alone. To be called once.
  package static func join() throws -> (any ClusterMember)? {
    guard let launch = Launch.ofThisProcess else { return nil }
    #if MPI
      return try MPIExchange(launch)
    #else
      throw ClusterError.notBuilt(launch)
    #endif
  }
}

/// One of them, from joining until leaving.
package protocol ClusterMember: Exchange {
  /// How many of them may use the same processors as this one.
  var sharersOfProcessors: Int { get }

  /// Waits until all leave.
  func leave()
  /// Ends all of them at once.
  func abort(code: Int32)
}

/// Why processes that were started together do not come or stay together.
package enum ClusterError: Error, Equatable, CustomStringConvertible {
  /// This program cannot talk to others.
  case notBuilt(Launch)
  /// They were started by one MPI, and the program was built with another.
  case alone(Launch, ranks: Int)
  case cannotJoin(String)
  /// These have not answered for so many seconds.
  case silent([RankPlace], seconds: Int)
  /// MPI's own words.
  case transfer(with: RankPlace, String)

  package var description: String {
    switch self {
    case .notBuilt(let launch):
      "\(launch.variable) says that \(launch.count) processes were started together, and this program was built to "
        + "train in one: build it with --traits MPI, or unset \(launch.variable) to train in each alone"
    case .alone(let launch, let ranks):
      "\(launch.variable) says that \(launch.count) processes were started together, but MPI counts \(ranks): start "
        + "them by the mpirun of the MPI that the program was built with"
    case .cannotJoin(let reason): "MPI does not start: \(reason)"
    case .silent(let places, let seconds):
      "\(places.map(\.description).joined(separator: ", ")) \(places.count == 1 ? "has" : "have") not answered for \(seconds) seconds; "
        + ClusterError.remedy
    case .transfer(let place, let reason):
      "the connection to \(place) broke (\(reason)); \(ClusterError.remedy)"
    }
  }

  private static let remedy =
    "all are ended, and the last checkpoint is whole: start them again by the same command to go on"
}
