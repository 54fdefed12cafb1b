/// A line for the user to type, whatever the names in it look like.
enum TypedLine {
  /// Names that start with a dash come last, after `--`.
  static func text(_ command: String, _ paths: [String], _ options: [String]) -> String {
    let words =
      paths.contains { $0.hasPrefix("-") } ? options + ["--"] + paths : paths + options
    return (["vae-img", command] + words).map(ShellWord.quoted).joined(separator: " ")
  }

  static func option(_ name: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["--\(name)=\(value)"] : ["--\(name)", value]
  }
}
