import Files
import Training

/// A run on one page: how it went, what it drew on the way, what it was made of and by which command.
package struct ReportPage {
  private let run: RunRecord
  private let name: String
  private let command: String
  private let chart: LossChart?

  package init(_ run: RunRecord, name: String, command: String) {
    self.run = run
    self.name = name
    self.command = command
    chart = LossChart(run.reports)
  }

  package var text: String {
    let body = HTML(source: PackageResources.report_html).filled([
      "name": "\(name)", "state": "\(state)", "figures": HTML(figures),
      "chart": chart?.html ?? nothing, "time": time, "health": health, "data": data,
      "settings": settings, "command": "\(command)", "reports": reports,
      "log": HTML(run.log.suffix(ReportPage.mostRows).map { "\(String($0))" }),
    ])
    return HTML.page(
      name, pictures: "data:", styles: [PackageResources.report_css],
      scripts: [PackageResources.report_js], body: body
    ).text
  }

  /// Rows of a list that nobody reads to the end.
  private static let mostRows = 500

  private var nothing: HTML {
    "<p class=\"quiet\">Nothing yet: the first report is still to come.</p>"
  }

  // MARK: - How it went

  private var isFinished: Bool { run.summary["finished"]?.boolean ?? false }

  private var state: String {
    let steps = run.summary["steps"]?.integer ?? run.reports.last?.step ?? 0
    let seconds = run.summary["seconds"]?.number ?? run.reports.last?.seconds ?? 0
    let length = "\(NumberText.counted(steps, "step")) in \(NumberText.duration(seconds))"
    return isFinished ? "Finished after \(length)." : "Not finished: \(length) so far."
  }

  private var figures: [HTML] {
    let last = run.reports.last
    let bits = run.summary["validation_bits_per_dim"]?.number ?? last?.validation.bitsPerDimension
    let active = run.summary["active_units"]?.integer ?? last?.activeUnits
    let all: [(name: String, value: String?)] = [
      ("bits/dim, held out", number(bits, 3)),
      ("PSNR, dB", number(run.summary["psnr"]?.number, 1)),
      ("latents in use", active.map { "\($0) of \(run.plan.architecture.latents)" }),
      ("pictures a second", number(last?.imagesPerSecond, 0)),
      ("parameters", NumberText.grouped(run.plan.architecture.parameterCount)),
    ]
    return all.compactMap { figure in
      figure.value.map { "<div><dt>\(figure.name)</dt><dd>\($0)</dd></div>" }
    }
  }

  /// Nil of what is not there, or not finite.
  private func number(_ value: Double?, _ decimals: Int) -> String? {
    value.flatMap { $0.isFinite ? NumberText.grouped(NumberText.fixed($0, decimals)) : nil }
  }

  /// What reports and pictures gave rise to, with what to do; of the finished model also the rest.
  private var health: HTML {
    let plan = run.plan
    let seen =
      [Health.tooFewPictures(plan.found.count, flipped: plan.augmentFlip)].compactMap { $0 }
      + Health.notices(of: run.reports, plan)
    let noted = run.summary["health"]?.array?.compactMap(\.string) ?? []
    let more = noted.filter { finding in !seen.contains { $0.finding == finding } }
    let items = seen.map { notice -> HTML in
      "<li>\(ReportPage.sentence(notice.finding)) <span class=\"quiet\">To do: \(notice.remedy).</span></li>"
    }
    let all = items + more.map { "<li>\(ReportPage.sentence($0))</li>" }
    return all.isEmpty
      ? "<p>Nothing was noticed that should worry anybody.</p>" : "<ul>\(HTML(all))</ul>"
  }

  private static func sentence(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst() + "."
  }

  // MARK: - Pictures over time

  private var time: HTML {
    let last = run.moments.count - 1
    let moments = run.moments.enumerated().map { place, moment -> HTML in
      let left = chart?.place(step: moment.step) ?? ""
      return """
        <div class="moment" data-words="\(words(of: moment))" data-place="\(left)"\(place == last ? "" : " hidden")>
        \(grid(moment.samples, "Samples"))
        \(grid(moment.reconstructions, "Held-out pictures above what the model makes of them"))
        </div>
        """
    }
    let slider: HTML = """
      <p class="slider"><input type="range" id="time" min="0" max="\(last)" value="\(last)" aria-label="Time">
      <output id="when" for="time"></output></p>
      """
    let final = grid(run.finalSamples, "Samples of the finished model")
    if run.moments.isEmpty { return run.finalSamples == nil ? nothing : final }
    return HTML([slider] + moments + [final])
  }

  private func words(of moment: RunRecord.Moment) -> String {
    let step = "step \(NumberText.grouped(moment.step))"
    guard let report = run.reports.first(where: { $0.step == moment.step }) else { return step }
    return "\(step), epoch \(report.epoch), \(NumberText.duration(report.seconds)), "
      + "\(NumberText.fixed(report.validation.bitsPerDimension, 2)) bits/dim"
  }

  private func grid(_ grid: RunRecord.Grid?, _ caption: String) -> HTML {
    guard let grid else { return "" }
    let letters = HTML(source: Base64.letters(of: grid))
    return """
      <figure><img alt="\(caption)" src="data:image/jpeg;base64,\(letters)"><figcaption class="quiet">\(caption)</figcaption></figure>
      """
  }

  // MARK: - What it was made of

  private var data: HTML {
    let found = run.plan.found
    let rows = run.skipped.prefix(ReportPage.mostRows).map { cells -> HTML in
      "<tr><td>\(String(cells.first ?? ""))</td><td>\(String(cells.dropFirst().first ?? ""))</td></tr>"
    }
    let list: HTML = """
      <details><summary>\(NumberText.counted(run.skipped.count, "file")) skipped</summary>
      <table>\(HTML(rows))</table></details>
      """
    let paths = run.plan.paths.map { path -> HTML in "<code>\(path)</code>" }
    return """
      <p>\(NumberText.counted(found.count, "picture")), \(found.channels == 1 ? "grey" : "colour"), from \(HTML(paths)):
      \(NumberText.grouped(found.training)) to train on, \(NumberText.grouped(found.heldOut)) held out.</p>
      \(run.skipped.isEmpty ? "<p class=\"quiet\">No file was skipped.</p>" : list)
      """
  }

  private var settings: HTML {
    HTML(
      TrainingTable.all.groups.compactMap { group -> HTML? in
        let rows = group.entries.compactMap(row)
        if rows.isEmpty { return nil }
        return "<table><caption>\(group.title)</caption>\(HTML(rows))</table>"
      })
  }

  /// What differs from the default stands out.
  private func row(_ entry: any TrainingOptionEntry) -> HTML? {
    guard let value = entry.given(in: run.plan.settings) else { return nil }
    let isChosen = !entry.typed(in: run.plan.settings).isEmpty
    return """
      <tr\(isChosen ? " class=\"chosen\"" : "")><td>\(entry.name)</td><td>\(value.string ?? value.rendered())</td></tr>
      """
  }

  private var reports: HTML {
    let rows = run.reports.suffix(ReportPage.mostRows).map { report -> HTML in
      let cells = [
        NumberText.grouped(report.step), "\(report.epoch)", NumberText.duration(report.seconds),
        NumberText.fixed(report.training.bitsPerDimension, 3),
        NumberText.fixed(report.validation.bitsPerDimension, 3),
        NumberText.fixed(report.validation.divergence, 1), "\(report.activeUnits)",
      ]
      return "<tr>\(HTML(cells.map { "<td>\($0)</td>" }))</tr>"
    }
    return HTML(rows)
  }
}
