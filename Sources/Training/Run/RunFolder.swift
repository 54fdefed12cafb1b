import Files

/// The folder that holds everything of one training, and the right to work in it.
///
/// While one is held, no other process may train in the same folder.
package struct RunFolder: ~Copyable, Sendable {
  package static let defaultPath = "vae-img-run"

  package let path: String
  /// Where the folder went that stood in the way of a new run.
  package let movedAside: String?
  private let lock: FileLock

  /// Takes the folder, made if need be. With `startNew`, one that holds a run already is renamed
  /// and keeps all its files; the new one shares its decoded pictures. Throws where the folder holds
  /// files that are no run's.
  package init(_ path: String, startNew: Bool) throws {
    try RunFolder.checkIsOwn(path)
    let movedAside = startNew ? try RunFolder.moveAside(path) : nil
    do {
      lock = try RunFolder.begin(in: path, sharing: movedAside)
    } catch {
      // Whoever took the new folder first keeps it.
      if let movedAside, !error.isLocked { try RunFolder.giveBack(movedAside, to: path) }
      throw error
    }
    self.path = path
    self.movedAside = movedAside
  }

  /// Makes the folder and takes it, with the decoded pictures of the run that was moved aside.
  private static func begin(
    in path: String, sharing movedAside: String?
  ) throws(FileError) -> FileLock {
    try Folder.make(path)
    // Before anything else is done there: it also marks the folder as a run's.
    let lock = try FileLock(folder: path)
    try Folder.removeLeftovers(in: path)
    if let movedAside {
      let decoded = RunFiles(folder: movedAside).pictures
      let isThere = (try? FileFacts(of: decoded)) != nil
      if isThere { try Folder.keep(decoded, as: RunFiles(folder: path).pictures) }
    }
    return lock
  }

  /// Throws where the folder holds files, and none of those by which a run is known.
  static func checkIsOwn(_ path: String) throws {
    guard Folder.exists(path), try holdsFiles(path), !RunMark.isRun(path) else { return }
    throw PlanError.holdsOtherFiles(path)
  }

  /// Renames the folder if it holds anything; nobody may be at work in it.
  private static func moveAside(_ path: String) throws -> String? {
    guard Folder.exists(path), try holdsFiles(path) else { return nil }
    let lock = try FileLock(folder: path)
    let aside = try Folder.moveAside(path)
    _ = consume lock
    return aside
  }

  /// Gives the run that was moved aside its name back, where nothing came of the new one, whose few
  /// files go. Returns where the old one is if it has to stay there.
  func putBack() -> String? {
    guard let movedAside, !holdsRun else { return movedAside }
    do {
      try RunFolder.giveBack(movedAside, to: path)
      return nil
    } catch {
      return movedAside
    }
  }

  /// Renames the run that was moved aside back to `path`, where the few files of a new one go.
  private static func giveBack(_ movedAside: String, to path: String) throws {
    let files = RunFiles(folder: path)
    // The lock last: whoever takes the folder from then on puts a lock there, and so keeps it.
    for file in [files.pictures, files.skipped, files.log, Path.join(path, FileLock.name)] {
      try Folder.removeFile(file)
    }
    try Folder.moveBack(movedAside, to: path)
  }

  private static func holdsFiles(_ path: String) throws -> Bool {
    try Folder.names(in: path).contains { !$0.hasPrefix(".") }
  }

  package var files: RunFiles { RunFiles(folder: path) }

  /// Whether a run was begun in it and came as far as its plan.
  var holdsRun: Bool { FileFacts.exist(files.plan) || FileFacts.exist(files.checkpoint) }
}
