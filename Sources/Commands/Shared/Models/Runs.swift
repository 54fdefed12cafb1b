import Files
import Training

/// The run folders that are meant where none is named.
enum Runs {
  /// The one to train in: after the pictures' folder, or what an earlier version called the run on the
  /// same pictures.
  static func toTrain(_ line: ParsedLine) -> String {
    if let named = line[Common.run] { return named }
    let paths = line[TrainOptions.paths]
    let standard = RunName.standard(for: paths)
    let isThere = (try? RunMark.isRun(standard)) ?? true
    if !isThere, !line[TrainOptions.new], isRun(RunName.former, on: paths) { return RunName.former }
    return standard
  }

  private static func isRun(_ folder: String, on paths: [String]) -> Bool {
    guard let plan = (try? TrainingPlan.read(RunFiles(folder: folder))) ?? nil else { return false }
    return (try? plan.isOf(paths)) == true
  }

  /// The only one in the working directory that has a model; throws where there are several, or none.
  static func only() throws -> String {
    let runs = try here()
    guard let run = runs.first else {
      throw MissingModel(path: nil, isNamed: false, isFolder: false)
    }
    guard runs.count == 1 else {
      let shown = runs.prefix(8).joined(separator: ", ")
      let more = runs.count > 8 ? " and \(runs.count - 8) more" : ""
      throw UsageError.rule(
        "there are several runs here: \(shown)\(more); say which, as in "
          + TypedLine.option("run", run).map(ShellWord.quoted).joined(separator: " "))
    }
    return run
  }

  /// The runs in the working directory that have a model, without those that --new kept aside.
  static func here() throws(FileError) -> [String] {
    let runs = try Folder.names(in: ".").filter { name in
      !name.hasPrefix(".")
        && (try? FileFacts.exist(Path.join(name, RunMark.model))) == true
        && (try? RunMark.isRun(name)) == true
    }
    return runs.filter { name in Folder.nameBeforeBackUp(name).map { !runs.contains($0) } ?? true }
  }
}
