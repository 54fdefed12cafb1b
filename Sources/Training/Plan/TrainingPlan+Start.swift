import Autoencoder
import Images

// A run that starts from the weights of another model (--from).
extension TrainingPlan {
  /// Throws where the model has other layers than the run's.
  func checkStart(from model: Model) throws(PlanError) {
    let (theirs, mine) = (
      TrainingPlan.traits(model.architecture), TrainingPlan.traits(architecture)
    )
    let differences = zip(theirs, mine).filter { $0.value != $1.value }
      .map { "\($0.name) is \($0.value) there and \($1.value) here" }
    if model.architecture != architecture {
      throw .otherArchitecture(model: self.from, differences: differences)
    }
  }

  /// All that tells architectures apart, by the options that decide it.
  private static func traits(_ a: Architecture) -> [(name: String, value: String)] {
    let all = TrainingTable.all
    return [
      ("--\(all.size.name)", "\(a.width)x\(a.height)"),
      ("--\(all.channels.name)", (a.channels == 1 ? ChannelChoice.grey : .rgb).rawValue),
      ("--\(all.filters.name)", "\(a.filters)"), ("--\(all.stages.name)", "\(a.stages)"),
      ("--\(all.codeShape.name)", a.codeShape.rawValue),
      ("--\(all.latents.name)", "\(a.latentsPerPlace)"),
      ("--\(all.preset.name)", a.residual ? "deep" : "another than deep"),
      ("--\(all.likelihood.name)", a.likelihood.name),
      (
        "--\(all.objective.name)",
        a.outputFilters > 0 ? "adversarial, with a layer more" : "another than adversarial"
      ),
    ]
  }
}
