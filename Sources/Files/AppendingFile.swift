#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text file that grows line by line: each line is on disk when `append` returns, whole or not at
/// all.
package struct AppendingFile: ~Copyable, Sendable {
  private let file: OpenFile
  private var end: Int

  /// Opens the file, made if need be. Of the lines that are there only those stay that `keep`
  /// wants; a last line without its newline was cut off by a crash and goes too.
  package init(_ path: String, keep: (Substring) -> Bool = { _ in true }) throws(FileError) {
    if FileFacts.exist(path) {
      let old = String(decoding: try WholeFile.read(path), as: UTF8.self)
      let kept = Self.lines(of: old).filter(keep).map { "\($0)\n" }.joined()
      if kept != old { try WholeFile.write(kept, to: path, replacing: true) }
    }
    let file = try OpenFile(writing: path, O_CREAT)
    end = try file.size()
    self.file = file
  }

  /// `line` must not hold a newline.
  package mutating func append(_ line: String) throws(FileError) {
    let bytes = Array("\(line)\n".utf8)
    do throws(FileError) {
      try file.put(bytes.span, at: end)
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
