import Autoencoder
import Files
import Images
import Synchronization
import Threads
import Training

/// Reads pictures the way a model's own pictures are read: any size and format, fitted.
struct PictureLoader {
  private let preprocessing: Preprocessing
  private let team: Team
  private let options: ReadingOptions
  private let isStrict: Bool

  init(_ line: ParsedLine, _ model: ModelInUse) throws {
    self.init(line, try Preprocessing(model.model), model.team)
  }

  init(_ line: ParsedLine, _ preprocessing: Preprocessing, _ team: Team) {
    self.preprocessing = preprocessing
    self.team = team
    options = ReadingOptions(line, background: preprocessing.background)
    isStrict = line[Common.strict]
  }

  /// One picture that must be readable.
  func picture(_ path: String) throws -> FittedPicture {
    guard try !Folder.exists(path) else {
      throw DataError("\(path) is a folder; name a picture in it")
    }
    do {
      return try read(path)
    } catch let error as PictureError {
      throw DataError("\(path): \(error)")
    }
  }

  func pictures(named paths: [String]) throws -> [FittedPicture] { try paths.map(picture) }

  /// The pictures in files and folders, the first `most` of them.
  func pictures(in paths: [String], most: Int, _ console: Console) throws -> [FittedPicture] {
    let walk = try walk(paths, console)
    let found = walk.files.map(\.path)
    var loaded: [FittedPicture] = []
    var rest = found[...]
    while loaded.count < most, !rest.isEmpty {
      let batch = rest.prefix(most - loaded.count)
      loaded += try load(Array(batch), console)
      rest = rest.dropFirst(batch.count)
    }
    let skipped = walk.skipped.count + found.count - rest.count - loaded.count
    if !loaded.isEmpty { console.endSkipped(skipped) }
    if !rest.isEmpty {
      console.note(
        "the first \(loaded.count) of \(NumberText.counted(found.count, "file")); -n takes more")
    }
    try requireAny(loaded.count, in: paths)
    return loaded
  }

  /// Pictures that are held in memory at once while a folder is gone through.
  private static let batch = 64

  /// Hands over the pictures in files and folders, a batch at a time. Before the first is read, `found`
  /// gets the number of files.
  func forEachBatch(
    in paths: [String], _ console: Console, found heard: (Int) throws -> Void = { _ in },
    _ body: ([FittedPicture]) throws -> Void
  ) throws {
    let walk = try walk(paths, console)
    let found = walk.files.map(\.path)
    try heard(found.count)
    var loaded = 0
    for start in stride(from: 0, to: found.count, by: PictureLoader.batch) {
      let names = found[start..<min(start + PictureLoader.batch, found.count)]
      let pictures = try load(Array(names), console)
      loaded += pictures.count
      if !pictures.isEmpty { try body(pictures) }
    }
    try requireAny(loaded, in: paths)
    console.endSkipped(walk.skipped.count + found.count - loaded)
  }

  private func requireAny(_ count: Int, in paths: [String]) throws(DataError) {
    if count == 0 {
      throw DataError("no picture in \(paths.joined(separator: ", ")) can be read")
    }
  }

  // MARK: - Reading

  private func walk(_ paths: [String], _ console: Console) throws -> FolderWalk {
    let walk = try FolderWalk(paths)
    for skipped in walk.skipped { try skip(skipped, console) }
    return walk
  }

  /// Names a file that is left out; under --strict it ends the command.
  private func skip(_ file: SkippedFile, _ console: Console) throws(DataError) {
    if isStrict { throw DataError("\(file.path): \(file.reason)") }
    console.skip(file.note)
  }

  /// Reads pictures side by side; those that cannot be read are named and left out.
  private func load(_ paths: [String], _ console: Console) throws -> [FittedPicture] {
    let outcomes = Mutex([Result<FittedPicture, any Error>?](repeating: nil, count: paths.count))
    team.run(units: paths.count) { unit in
      let outcome = Result { try read(paths[unit]) }
      outcomes.withLock { $0[unit] = outcome }
    }
    var pictures: [FittedPicture] = []
    for (path, outcome) in zip(paths, outcomes.withLock({ $0 })) {
      switch outcome {
      case .success(let picture): pictures.append(picture)
      case .failure(let error):
        try skip(SkippedFile(path: path, reason: "\(error)"), console)
      case nil: break
      }
    }
    return pictures
  }

  private func read(_ path: String) throws -> FittedPicture {
    let bytes = try PictureFile.read(path)
    var resizer = Resizer(preprocessing.frame, background: preprocessing.background)
    return FittedPicture(path: path, picture: try resizer.read(bytes.span, options))
  }
}
