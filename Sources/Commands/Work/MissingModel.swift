import Files

/// There is no model where one was looked for.
struct MissingModel: Error, CustomStringConvertible {
  let path: String
  /// Whether --model named it.
  let isNamed: Bool

  static func check(_ path: String, isNamed: Bool) throws(MissingModel) {
    if !FileFacts.exist(path) { throw MissingModel(path: path, isNamed: isNamed) }
  }

  var description: String {
    isNamed
      ? "there is no model file \(path); check the name"
      : "there is no model in \(Path.parent(path)); train one with 'vae-img train DIR', or say where "
        + "it is with --run DIR or --model FILE"
  }
}
