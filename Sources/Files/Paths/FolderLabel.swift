/// What pictures show, where they lie in folders by kind.
package enum FolderLabel {
  /// The folder right below one of the `roots` that `path` lies in: "cats" of pets/cats/old/1.png below pets. Where it
  /// lies right in the root, the root's own name.
  package static func of(_ path: String, below roots: [String]) -> String {
    let above = roots.map(Path.withoutTrailingSlashes).filter { path.utf8.starts(with: start($0)) }
      .max { $0.utf8.count < $1.utf8.count }
    guard let above else { return Path.name(Path.parent(path)) }
    let names = path.utf8.dropFirst(start(above).count).split(separator: UInt8(ascii: "/"))
      .map { String(Substring($0)) }.filter { $0 != "." }
    return names.count > 1 ? names[0] : Path.name(above)
  }

  /// What the paths of files below a folder start with.
  private static func start(_ folder: String) -> [UInt8] {
    folder == "." ? [] : Array((folder == "/" ? folder : folder + "/").utf8)
  }
}
