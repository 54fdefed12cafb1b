import Files

/// The folder that holds everything of one training, and the right to work in it.
///
/// While one is held, no other process may train in the same folder.
package struct RunFolder: ~Copyable, Sendable {
  package let path: String
  /// Where the folder went that stood in the way of a new run.
  package let movedAside: String?
  private let lock: FileLock

  /// Takes the folder, made if need be. With `startNew`, one that holds a run already is renamed
  /// and keeps all its files; the new one shares its decoded pictures. Throws where the folder holds
  /// files that are no run's.
  package init(_ path: String, startNew: Bool) throws {
    try RunFolder.checkIsOwn(path)
    let movedAside = startNew ? try RunFolder.backUp(path) : nil
    // Before anything else is done there: it also marks the folder as a run's.
    let lock: FileLock
    do {
      lock = try RunFolder.makeAndLock(path)
    } catch {
      // Whoever took the new folder first keeps it, and its lock makes it one that is not empty.
      if let movedAside { try? Folder.restore(movedAside, to: path) }
      throw error
    }
    do {
      try RunFolder.begin(in: path, sharing: movedAside)
    } catch {
      if let movedAside { try RunFolder.giveBack(movedAside, to: path) }
      throw error
    }
    self.lock = lock
    self.path = path
    self.movedAside = movedAside
  }

  private static func makeAndLock(_ path: String) throws(FileError) -> FileLock {
    while true {
      try Folder.make(path)
      do throws(FileError) {
        return try FileLock(folder: path)
      } catch  where error.isMissing {
        // Another process has renamed the folder meanwhile, to make room for a new run.
      }
    }
  }

  /// Makes the folder, which is locked, ready for a run: with the decoded pictures of the one that was
  /// moved aside.
  private static func begin(in path: String, sharing movedAside: String?) throws(FileError) {
    let files = RunFiles(folder: path)
    try checkForLinks(files)
    for folder in [path, files.samplesFolder, files.reconstructionsFolder]
    where try Folder.exists(folder) {
      try Folder.removeLeftovers(in: folder)
    }
    if let movedAside {
      let decoded = RunFiles(folder: movedAside).pictures
      if try FileFacts.ifThere(decoded) != nil { try Folder.hardLink(decoded, as: files.pictures) }
    }
  }

  /// Throws where a symbolic link has the name of a folder that is written into or of a file that takes
  /// bytes as a pipe would. A run that somebody else made could lead anywhere by them.
  private static func checkForLinks(_ files: RunFiles) throws(FileError) {
    for path in [
      files.samplesFolder, files.reconstructionsFolder, files.plan, files.skipped, files.losses,
    ] {
      let facts = try FileFacts.ifThere(path, followingLinks: false)
      if facts?.kind == .link { throw .link(path: path) }
    }
  }

  /// Throws where the folder holds files, and none of those by which a run is known.
  package static func checkIsOwn(_ path: String) throws {
    guard try Folder.exists(path), try holdsFiles(path), try !RunMark.isRun(path) else { return }
    throw PlanError.holdsOtherFiles(path)
  }

  /// Renames the folder if it holds anything; nobody may be at work in it.
  private static func backUp(_ path: String) throws -> String? {
    guard try Folder.exists(path), try holdsFiles(path) else { return nil }
    let lock = try FileLock(folder: path)
    let backup = try Folder.backUp(path)
    _ = consume lock
    return backup
  }

  /// Gives the run that was moved aside its name back, where nothing came of the new one, whose few
  /// files go. Returns where the old one is if it has to stay there.
  func putBack() -> String? {
    guard let movedAside else { return nil }
    do {
      if try holdsRun() { return movedAside }
      try RunFolder.giveBack(movedAside, to: path)
      return nil
    } catch {
      return movedAside
    }
  }

  /// Renames the run that was moved aside back to `path`, which is locked, and where the few files of a
  /// new one go.
  private static func giveBack(_ movedAside: String, to path: String) throws {
    let files = RunFiles(folder: path)
    try Folder.takeLeftovers(of: files.pictures) { _ in }
    // The lock last, while it is held: who waits for it finds that its name is gone, and who takes the
    // folder from then on puts a new lock there, and so keeps it.
    for file in [files.pictures, files.skipped, files.log, Path.join(path, FileLock.name)] {
      try Folder.removeFile(file)
    }
    try Folder.restore(movedAside, to: path)
  }

  private static func holdsFiles(_ path: String) throws -> Bool {
    try Folder.names(in: path).contains { !$0.hasPrefix(".") }
  }

  package var files: RunFiles { RunFiles(folder: path) }

  /// Whether a run was begun in it and came as far as its plan.
  private func holdsRun() throws(FileError) -> Bool {
    if try FileFacts.exist(files.plan) { return true }
    return try FileFacts.exist(files.checkpoint)
  }
}
