import Files

/// There is no model where one was looked for.
struct MissingModel: Error, CustomStringConvertible {
  /// Nil where no run was found to look in.
  let path: String?
  /// Whether the user named it.
  let isNamed: Bool
  let isFolder: Bool

  /// Throws this where nothing has the name, or a folder; where the system does not let us look, that.
  static func check(_ path: String, isNamed: Bool) throws {
    var isFolder = false
    do throws(FileError) {
      isFolder = try FileFacts(of: path).kind == .folder
      guard isFolder else { return }
    } catch  where !error.isMissing {
      throw error
    } catch {
    }
    throw MissingModel(path: path, isNamed: isNamed, isFolder: isFolder)
  }

  var description: String {
    let remedy =
      "train one with 'vae-img train DIR', or name one with --run DIR or --model FILE"
    guard let path else { return "there is no run with a model here; \(remedy)" }
    if isFolder { return "\(path) is a folder; if it is a run folder, give --run \(path) instead" }
    if isNamed { return "there is no model file \(path); check the name" }
    return "there is no model in \(Path.parent(path)); \(remedy)"
  }
}
