import Files

/// There is no model where one was looked for.
struct MissingModel: Error, CustomStringConvertible {
  let path: String
  /// Whether the user named it.
  let isNamed: Bool
  let isFolder: Bool

  static func check(_ path: String, isNamed: Bool) throws(MissingModel) {
    let isFolder = Folder.exists(path)
    if isFolder || !FileFacts.exist(path) {
      throw MissingModel(path: path, isNamed: isNamed, isFolder: isFolder)
    }
  }

  var description: String {
    if isFolder { return "\(path) is a folder; if it is a run folder, give --run \(path) instead" }
    if isNamed { return "there is no model file \(path); check the name" }
    return
      "there is no model in \(Path.parent(path)); train one with 'vae-img train DIR', or name "
      + "one with --run DIR or --model FILE"
  }
}
