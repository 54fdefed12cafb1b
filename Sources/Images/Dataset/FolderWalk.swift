import Files

/// A file that is not taken, and why.
package struct SkippedFile: Sendable, Hashable {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// For a terminal.
  package var note: String { "\(path) skipped: \(reason)".printable }

  /// A row of a table.
  package var row: String { "\(path.printable)\t\(reason.printable)\n" }
}

/// Every file in some folders and those below them, in the byte order of their paths.
///
/// Names that begin with a dot are left out, and so are files half-written by this program and the
/// folders of runs that stand among the pictures: what a training draws there is not to be trained on.
/// Symbolic links are followed, but no folder is entered twice, so links that lead in circles end. What
/// cannot be looked at is skipped with its reason.
package struct FolderWalk: Sendable {
  package struct File: Sendable, Equatable {
    package let path: String
    package let facts: FileFacts
  }

  package private(set) var files: [File] = []
  package private(set) var skipped: [SkippedFile] = []
  private var entered: Set<FileFacts.Identity> = []

  /// `paths` are folders and files as the user gave them: one that is not there is an error.
  package init(_ paths: [String]) throws(FileError) {
    for path in paths {
      let facts = try FileFacts(of: path)
      try visit(path, facts)
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    files = files.indices.filter { $0 == 0 || !Path.same(files[$0].path, files[$0 - 1].path) }
      .map { files[$0] }
  }

  private mutating func visit(_ path: String, _ facts: FileFacts) throws(FileError) {
    switch facts.kind {
    case .file: files.append(File(path: path, facts: facts))
    case .folder: if entered.insert(facts.identity).inserted { try enter(path) }
    case .link, .stream, .other: skipped.append(SkippedFile(path: path, reason: "it is not a file"))
    }
  }

  private mutating func enter(_ folder: String) throws(FileError) {
    for name in try Folder.names(in: folder)
    where !name.hasPrefix(".") && !AtomicFile.hasTemporaryName(name) {
      let path = Path.join(folder, name)
      do throws(FileError) {
        let facts = try FileFacts(of: path)
        let isRun = facts.kind == .folder ? try RunMark.isRun(path) : false
        if !isRun { try visit(path, facts) }
      } catch  where error.isMissing && name.unicodeScalars.contains("\u{FFFD}") {
        skipped.append(SkippedFile(path: path, reason: "its name is not UTF-8; rename it"))
      } catch {
        skipped.append(SkippedFile(path: path, reason: error.description))
      }
    }
  }
}
