import Autoencoder
import CLibrary
import Cluster
import Training

/// A command that processes which were started together do together: the first talks to the user, and all leave at
/// once.
enum Together {
  /// One leads the others, who do what it orders until it lets them leave with its exit code.
  static func run(
    _ member: any ClusterMember, _ console: Console, lead: () throws -> ExitCode,
    follow: () throws -> Int32
  ) throws -> ExitCode {
    try run(member, console) {
      guard member.rank == 0 else { return ExitCode(rawValue: try follow()) ?? .failed }
      let crew = Crew(member)
      do {
        let code = try lead()
        try crew.end(code: code.rawValue)
        return code
      } catch let error as ClusterError {
        throw error
      } catch {
        // The others wait for an order whenever the first can fail alone.
        try crew.end(code: Failure.code(of: error).rawValue)
        throw Agreed(error)
      }
    }
  }

  /// All do the same. Where one fails alone, it says so and ends the others.
  static func run(
    _ member: any ClusterMember, _ console: Console, _ body: () throws -> ExitCode
  ) throws -> ExitCode {
    do {
      let code = try body()
      member.leave()
      // A launcher ends all when one has left with an error: the first must have said it by then.
      if member.rank > 0, code != .done { sleep(1) }
      return code
    } catch let agreed as Agreed {
      member.leave()
      throw agreed.error
    } catch {
      if isSaidByAnother(error, member) { sleep(3) }
      let place = member.rank == 0 ? "" : "\(member.place(member.rank)): "
      console.fail(place + Failure.sentence(of: error))
      // Words that a launcher has not passed on when all are ended may be lost.
      sleep(1)
      member.abort(code: Failure.code(of: error).rawValue)
      throw error
    }
  }

  /// An error that all know of.
  private struct Agreed: Error {
    let error: any Error
    init(_ error: any Error) { self.error = error }
  }

  /// Of those that wait in vain, the lowest says so and ends the others, unless it learns of it much later.
  private static func isSaidByAnother(_ error: any Error, _ member: any ClusterMember) -> Bool {
    guard case ClusterError.silent(let silent, _) = error else { return false }
    return member.rank != (0..<member.ranks).first { !silent.contains(member.place($0)) }
  }
}
