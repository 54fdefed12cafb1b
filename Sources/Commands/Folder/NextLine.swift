import Analysis
import Files
import Training

/// The line to type once a folder has been looked over.
enum NextLine {
  /// To train on the pictures; nil where they are too few.
  static func training(_ line: ParsedLine, _ folder: FolderExamination) -> String? {
    if folder.readable < 2 { return nil }
    let advice = folder.recommendations.flatMap {
      $0.option.split(separator: " ").map(String.init)
    }
    return TypedLine.text("train", line[DoctorCommand.paths], advice + reading(line))
  }

  /// To go on with the run that the line names, if it was started with these pictures and is not at its
  /// end; else to use the model on them: `score` needs what only a finished one knows.
  static func using(_ model: ModelInUse, _ line: ParsedLine, _ folder: FolderExamination) -> String
  {
    let paths = line[DoctorCommand.paths]
    let use = model.isFinished ? "score" : "reconstruct"
    if let file = line[Common.model] {
      return TypedLine.text(use, paths, TypedLine.option("model", file) + reading(line))
    }
    let place = line[Common.run] ?? Path.parent(model.path)
    let run = TypedLine.option("run", place)
    // A run knows how its pictures are read.
    if !model.isFinished, goesOn(place, paths, folder) {
      return TypedLine.text("train", paths, run)
    }
    return TypedLine.text(use, paths, run + reading(line))
  }

  /// What the user said about reading pictures, said again.
  private static func reading(_ line: ParsedLine) -> [String] {
    line.has(Common.maxPixels)
      ? TypedLine.option("max-pixels", "\(line[Common.maxPixels])") : []
  }

  /// Whether 'vae-img train' would take up the run with these pictures, as far as can be told without
  /// decoding them for it.
  private static func goesOn(_ run: String, _ paths: [String], _ folder: FolderExamination) -> Bool
  {
    guard let plan = (try? TrainingPlan.read(RunFiles(folder: run))) ?? nil else { return false }
    return (try? plan.differences(from: TrainingOptions(), paths: paths)) == []
      && plan.found.count == folder.readable
  }
}
