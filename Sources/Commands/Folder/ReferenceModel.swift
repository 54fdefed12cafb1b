import Training

/// The model that `doctor` checks a folder against.
struct ReferenceModel {
  let model: ModelInUse
  let preprocessing: Preprocessing

  /// Nil where the line names none: a run folder that happens to be there is not meant.
  init?(_ line: ParsedLine) throws {
    guard line.has(Common.run) || line.has(Common.model) else { return nil }
    model = try ModelInUse(line)
    preprocessing = try Preprocessing(model.model)
  }
}
