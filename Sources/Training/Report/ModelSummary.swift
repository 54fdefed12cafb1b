import Files

/// The `summary` of a model file: how the model came to be, for whoever finds it later.
package enum ModelSummary {
  static func json(
    _ plan: TrainingPlan, _ position: RunPosition, _ reports: [Report], _ build: ProgramBuild,
    _ end: TrainingSummary?
  ) -> JSON {
    let validation = end?.validation ?? reports.last?.validation
    var members: [JSON.Member] = [
      JSON.Member("pictures", .integer(plan.found.training)),
      JSON.Member("held_out", .integer(plan.found.heldOut)),
      JSON.Member("objective", .string(plan.objective.name)),
      JSON.Member("seed", .string(String(plan.seed))),
      JSON.Member("steps", .integer(position.step)),
      JSON.Member("seconds", .number(position.seconds)),
      JSON.Member("finished", .boolean(end != nil)),
      JSON.Member("history", LossHistory(reports).json),
    ]
    members += build.members
    if let validation {
      members += [
        JSON.Member("validation_nats", .number(validation.total)),
        JSON.Member("validation_kl", .number(validation.divergence)),
        JSON.Member("validation_bits_per_dim", .number(validation.bitsPerDimension)),
      ]
    }
    if let active = end?.activeUnits ?? reports.last?.activeUnits {
      members.append(JSON.Member("active_units", .integer(active)))
    }
    if let end {
      if let step = end.keptStep { members.append(JSON.Member("kept_step", .integer(step))) }
      members += [
        JSON.Member("psnr", .number(end.psnr)),
        JSON.Member("completeness", .number(end.completeness)),
        JSON.Member("sampler", .string(end.sampler)),
        JSON.Member("sampler_reason", .string(end.samplerReason)),
        JSON.Member("kl_by_unit", .array(end.divergences.map { .number($0) })),
        JSON.Member("held_out_bits_per_dim", .array(end.heldOutBits.map { .number($0) })),
        JSON.Member("health", .array(end.notices.map { .string($0.finding) })),
      ]
    }
    return .object(members)
  }

  /// Where a finished run's model file says that it is one: how far it has come. Nil of one that is
  /// not finished, damaged or not there: then the checkpoint goes on. One that the system does not let us
  /// read may be finished: that is thrown.
  package static func end(_ path: String) throws(FileError) -> RunEnd? {
    guard let summary = try finished(path) else { return nil }
    // A file may say anything.
    let steps = summary["steps"]?.integer.flatMap {
      TrainingTable.all.steps.type.isValid($0) ? $0 : nil
    }
    let seconds = summary["seconds"]?.number.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    return RunEnd(steps: steps ?? 0, seconds: seconds ?? 0)
  }

  /// What a finished run came to on all held-out pictures, in bits/dim; nil where it is no number, and where `end` is.
  package static func heldOutBits(_ path: String) throws(FileError) -> Double? {
    try finished(path)?["validation_bits_per_dim"]?.number
  }

  private static func finished(_ path: String) throws(FileError) -> JSON? {
    let text: String?
    do throws(SafetensorsError) {
      let file = try SafetensorsFile(path)
      for entry in file.entries { try file.verify(entry.name) }
      text = file.metadata["summary"]
    } catch .file(let error) where !error.isAbsence {
      throw error
    } catch {
      return nil
    }
    let summary = text.flatMap { try? JSON(parsing: $0) }
    return summary?["finished"]?.boolean == true ? summary : nil
  }
}
