import Files

/// The names of runs that nobody named: each after the folder of its pictures, so that several stand side by
/// side.
package enum RunName {
  /// What every run was called before.
  package static let former = "vae-img-run"

  private static let ending = "-vae"
  /// Leaves room for the endings of backups.
  private static let mostBytes = 100

  /// Of a run on pictures in these folders: "cats-vae" for ./cats/.
  package static func standard(for paths: [String]) -> String {
    var names: [String] = []
    for path in paths {
      let folder = (try? Folder.exists(path)) == true ? path : Path.parent(path)
      let name = plain(name(of: folder))
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    let all = names.isEmpty ? "pictures" : names.joined(separator: "-")
    return Path.beginning(of: all, bytes: mostBytes) + ending
  }

  /// "." and ".." name no folder by themselves.
  private static func name(of folder: String) -> String {
    let name = Path.name(folder)
    return [".", ".."].contains(name) ? Folder.ownName(folder) ?? "" : name
  }

  /// Letters, digits, "-", "_" and "." as they are, a dash for whatever stands between; neither hidden
  /// nor like an option.
  private static func plain(_ name: String) -> String {
    let words = name.unicodeScalars.split { !isPlain($0) }.map { String($0) }
    return String(words.joined(separator: "-").drop { $0 == "-" || $0 == "." })
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      true
    default: "-_.".unicodeScalars.contains(scalar)
    }
  }
}
