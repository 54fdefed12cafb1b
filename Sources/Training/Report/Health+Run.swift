/// What the reports of a run give rise to.
extension Health {
  /// The notices of all reports, each kind once, as the first of them was.
  package static func notices(of reports: [Report], _ plan: TrainingPlan) -> [HealthNotice] {
    reports.indices.flatMap { signs(after: reports[...$0], plan) }.reduce(into: []) { all, notice in
      if !all.contains(where: { $0.kind == notice.kind }) { all.append(notice) }
    }
  }

  /// The signs of an unhealthy run at the last of these reports.
  static func signs(after reports: ArraySlice<Report>, _ plan: TrainingPlan) -> [HealthNotice] {
    guard let last = reports.last else { return [] }
    let latents = plan.architecture.latents
    let collapse = posteriorCollapse(
      active: plan.objective.isVariational ? last.activeUnits : latents, of: latents,
      pictures: plan.validationPictures, progress: last.progress)
    // A discriminator makes bits/dim worse by itself.
    let plain = reports.filter { $0.logitGap == nil }
    let overfitting = overfitting(
      validation: plain.map(\.validation.bitsPerDimension),
      training: plain.map(\.training.bitsPerDimension))
    let adversaries = unevenAdversaries(logitGaps: reports.compactMap(\.logitGap))
    return [collapse, overfitting, adversaries].compactMap { $0 }
  }
}
