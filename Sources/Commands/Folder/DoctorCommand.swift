import Analysis
import Files
import Images
import Options
import Synchronization
import Threads
import Training

/// `vae-img doctor DIR`: checks a folder before training on it or using a model on it.
enum DoctorCommand {
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders of pictures, or pictures")
  static let all = Option(flag: "all", "list every file, not the first few of each kind")
  static let out = Option(
    "out", short: "o", .file, "grid of pictures as training gets them, PNG or JPEG")
  static let count = Option(
    "count", short: "n", .integer(1...10_000), default: 64,
    "pictures in that grid, chosen by --seed")

  static let command = Command(
    "doctor", "check a folder before training",
    examples: [
      Example("vae-img doctor ./faces", "contents, problems, and the command to run next"),
      Example("vae-img doctor ./faces -o seen.png", "and pictures as training will see them"),
      Example("vae-img doctor ./new --run faces", "check pictures against a model"),
    ],
    arguments: [paths],
    options: [
      OptionGroup("Checking", [all.declaration, Common.maxPixels.declaration]),
      Common.writing([
        out.declaration, count.declaration, Common.seed.declaration, Common.columns.declaration,
        Common.scale.declaration,
      ]),
    ] + Common.usingModel,
    note: "Without --run or --model, checks the folder for training.",
    details: """
      Decodes every file once. Duplicates have the same pixels; near-duplicates look alike after scaling,
      recompression or a change of brightness. The last line is the command to run next. The grid of -o shows
      pictures as that command would train on them: cropped, scaled and on the background. With --run or
      --model, checks the folder against that model: how many pictures must be enlarged for it, how many lose
      more than a quarter to its crop (or are that much background, or stretched), and how many are grey for a
      colour model or the other way round; the grid shows them as the model gets them, and the last line
      continues the run or uses the model.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(out, for: count)
    try line.require(out, for: Common.seed)
    try line.require(out, for: Common.force)
    try line.require(out, for: Common.columns)
    try line.require(out, for: Common.scale)
    let output = Output(line)
    let file = try line[out].map { try output.picture($0) }
    let reference = try ReferenceModel(line)
    let team = reference?.model.team ?? Team(line)
    let walk = try FolderWalk(line[paths])
    let folder = FolderExamination(
      examine(walk.files.map(\.path), ReadingOptions(line), team, console))
    let isUsable = folder.readable > 0
    let preparation = reference?.preprocessing ?? Preprocessing(training: folder)
    let grid =
      try isUsable
      ? file.map { try FolderGrid(folder, preparation, line, team, console, for: $0) } : nil
    if let grid { try output.write(grid.picture, to: grid.file) }
    let report = DoctorReport(
      folder, walk.skipped, listing: line[all] ? .max : 5, reference.map { ModelFit(folder, $0) },
      grid,
      next: reference.map { NextLine.using($0.model, line, folder) }
        ?? NextLine.training(line, folder))
    try console.answer(report.json, report.text)
    return isUsable ? .done : .badData
  }

  private static func examine(
    _ paths: [String], _ options: ReadingOptions, _ team: Team, _ console: Console
  ) -> [FileExamination] {
    let examined = Mutex([FileExamination?](repeating: nil, count: paths.count))
    let done = Atomic<Int>(0)
    team.run(units: paths.count) { unit in
      let examination = FileExamination(paths[unit], options)
      examined.withLock { $0[unit] = examination }
      let count = done.add(1, ordering: .relaxed).newValue
      if count % 32 == 0 {
        console.progress(
          "looked at \(NumberText.grouped(count)) of \(NumberText.grouped(paths.count))")
      }
    }
    return examined.withLock { $0.compactMap { $0 } }
  }
}
