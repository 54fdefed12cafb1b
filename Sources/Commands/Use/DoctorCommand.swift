import Analysis
import Files
import Images
import Synchronization
import Threads

/// `vae-img doctor DIR`: a folder looked at before training.
enum DoctorCommand {
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders of pictures, or pictures")
  static let all = Option(flag: "all", "name every file, not the first few of each kind")

  static let command = Command(
    "doctor", "look a folder of pictures over before training",
    examples: [Example("vae-img doctor ./faces", "what is in it, what is wrong, what to type")],
    arguments: [paths],
    options: [
      OptionGroup("Looking", [all.declaration, Common.maxPixels.declaration]),
      Common.program([Common.threads.declaration]),
    ],
    note: "It uses no model, draws nothing and writes no file.",
    details: """
      Decodes every file once. Duplicates have the same pixels; near-duplicates look alike after scaling,
      recompression or a change of brightness. The line at the end is one to type.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    var options = ReadingOptions()
    options.maxPixels = line[Common.maxPixels]
    let walk = try FolderWalk(line[paths])
    let examined = examine(walk.files.map(\.path), options, line[Common.threads], console)
    let report = FolderExamination(examined)
    let words =
      ["vae-img", "train"] + line[paths].map(ShellWord.quoted)
      + report.recommendations.map(\.option)
    let text = DoctorReport(report, walk.skipped, listing: line[all] ? .max : 5)
    try console.answer(
      text.json(train: words.joined(separator: " ")),
      text.text(train: words.joined(separator: " ")))
    return report.readable > 0 ? .done : .badData
  }

  private static func examine(
    _ paths: [String], _ options: ReadingOptions, _ threads: Int?, _ console: Console
  ) -> [FileExamination] {
    let team = Team(threads: threads ?? Processors.available)
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
