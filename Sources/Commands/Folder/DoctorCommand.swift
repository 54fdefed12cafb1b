import Analysis
import Files
import Images
import Synchronization
import Threads
import Training

/// `vae-img doctor DIR`: a folder looked over, before training on it or using a model on it.
enum DoctorCommand {
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders of pictures, or pictures")
  static let all = Option(flag: "all", "name every file, not the first few of each kind")
  static let out = Option(
    "out", short: "o", .file, "a grid of what training gets, PNG or JPEG")
  static let count = Option(
    "count", short: "n", .integer(1...10_000), default: 64, "how many there, chosen by --seed")

  static let command = Command(
    "doctor", "look a folder of pictures over before training",
    examples: [
      Example("vae-img doctor ./faces", "what is in it, what is wrong, what to type"),
      Example("vae-img doctor ./faces -o seen.png", "and what training will see"),
      Example("vae-img doctor ./new --run faces", "whether they suit a model"),
    ],
    arguments: [paths],
    options: [
      OptionGroup("Looking", [all.declaration, Common.maxPixels.declaration]),
      Common.writing([
        out.declaration, count.declaration, Common.seed.declaration, Common.columns.declaration,
        Common.scale.declaration,
      ]),
    ] + Common.usingModel,
    note: "Without --run or --model it looks for no model: the folder is judged for training.",
    details: """
      Decodes every file once. Duplicates have the same pixels; near-duplicates look alike after scaling,
      recompression or a change of brightness. The line at the end is one to type. The grid of -o has
      pictures that can be read, cropped, scaled and laid on the background as that line would have them
      trained on. With --run or --model the folder is judged against that model: how many pictures must be
      enlarged for it, how many have so different a shape that more than a quarter is lost to its crop (or is
      background, or stretched), how many are grey under a model of colour or the other way round; the grid
      shows them as the model gets them, and the line at the end goes on with the run or uses the model.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(out, for: count)
    try line.require(out, for: Common.seed)
    try line.require(out, for: Common.force)
    try line.require(out, for: Common.columns)
    try line.require(out, for: Common.scale)
    let output = Output(line)
    let file = try line[out].map { try output.picture($0) }
    let judge = try FolderJudge(line)
    let team = judge?.model.team ?? Team(line)
    let walk = try FolderWalk(line[paths])
    let folder = FolderExamination(
      examine(walk.files.map(\.path), ReadingOptions(line), team, console))
    let isUsable = folder.readable > 0
    let preparation = judge?.preprocessing ?? Preprocessing(training: folder)
    let grid =
      try isUsable
      ? file.map { try FolderGrid(folder, preparation, line, team, console, for: $0) } : nil
    if let grid { try output.write(grid.picture, to: grid.file) }
    let report = DoctorReport(
      folder, walk.skipped, listing: line[all] ? .max : 5, judge.map { ModelFit(folder, $0) }, grid,
      next: judge.map { NextLine.using($0.model, line, folder) }
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
