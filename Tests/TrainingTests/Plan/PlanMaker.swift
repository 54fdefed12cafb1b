import Training

/// The plan of a run over pictures that were only counted.
func plan(
  _ options: TrainingOptions = TrainingOptions(), training: Int = 950, heldOut: Int = 50,
  channels: Int = 3, ranks: Int = 1
) throws -> TrainingPlan {
  try TrainingPlan(
    options, paths: ["faces"],
    found: DatasetFacts(
      training: training, heldOut: heldOut, channels: channels, fingerprint: "0123abcd"),
    ranks: ranks)
}
