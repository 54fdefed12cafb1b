/// Paths as text. A path that ends in slashes names what it names without them.
package enum Path {
  /// The folder that holds `path`: "." if none is named.
  package static func parent(_ path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let parent = withoutTrailingSlashes(trimmed[..<slash])
    return parent.isEmpty ? "/" : parent
  }

  /// The last part of `path`.
  package static func name(_ path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")), trimmed != "/" else {
      return trimmed
    }
    return String(trimmed[trimmed.utf8.index(after: slash)...])
  }

  /// What follows the last dot of the name, in lower case: "png". Empty if there is none.
  package static func fileExtension(_ path: String) -> String {
    let name = name(path)
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return ""
    }
    return name[name.utf8.index(after: dot)...].lowercased()
  }

  /// `name` inside `folder`.
  package static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || folder == "." { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
  }

  /// Bytes that a name in a folder has at most.
  package static let longestName = 255

  /// As many of the first characters of `name` as so many bytes hold.
  package static func beginning(of name: String, bytes: Int) -> String {
    var rest = name
    while rest.utf8.count > bytes { rest.removeLast() }
    return rest
  }

  /// Whether two paths are the same bytes, by which a file system tells names apart. Strings are equal
  /// also where an accent is part of its letter in one and follows it in the other.
  package static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  package static func withoutTrailingSlashes(_ path: some StringProtocol) -> String {
    var rest = Substring(path)
    while rest.utf8.count > 1, rest.utf8.last == UInt8(ascii: "/") { rest.removeLast() }
    return String(rest)
  }
}
