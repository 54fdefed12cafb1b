import Training

/// The model that a folder is judged against.
struct FolderJudge {
  let model: ModelInUse
  let preprocessing: Preprocessing

  /// Nil where the line names none: a run folder that happens to be there is no judge.
  init?(_ line: ParsedLine) throws {
    guard line.has(Common.run) || line.has(Common.model) else { return nil }
    model = try ModelInUse(line)
    preprocessing = try Preprocessing(model.model)
  }
}
