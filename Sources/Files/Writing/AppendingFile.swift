import CLibrary

/// A text file that grows line by line: each line is on disk when `append` returns, whole or not at
/// all. A symbolic link of its name is refused.
package struct AppendingFile: ~Copyable, Sendable {
  private let file: OpenFile
  private var end: Int

  /// Opens the file, made if need be. Of the lines that are there only those stay that `keep`
  /// wants; a last line without its newline was cut off by a crash and goes too.
  package init(_ path: String, keep: (Substring) -> Bool = { _ in true }) throws(FileError) {
    let isNew = try !FileFacts.exist(path)
    var file = try OpenFile.updating(path, made: true)
    if isNew { try Folder.flush(Path.parent(path)) }
    let old = String(decoding: try file.contents(), as: UTF8.self)
    let kept = Self.lines(of: old).filter(keep).map { "\($0)\n" }.joined()
    if kept != old {
      try WholeFile.write(kept, to: path, replacing: true)
      file = try OpenFile.updating(path, made: false)
    }
    end = try file.size()
    self.file = file
  }

  /// `line` must not hold a newline.
  package mutating func append(_ line: String) throws(FileError) {
    let bytes = Array("\(line)\n".utf8)
    do throws(FileError) {
      try file.write(bytes.span, at: end)
      try file.flush()
    } catch {
      try? file.resize(to: end)
      throw error
    }
    end += bytes.count
  }

  /// The whole lines of `text`, without their newlines.
  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }
}
