import Analysis
import Files
import Images
import Training

/// What `doctor` has to say.
struct DoctorReport {
  private let report: FolderExamination
  /// Folders that could not be listed, and the like.
  private let problems: [SkippedFile]
  /// How many files of each kind are named.
  private let listing: Int
  /// How the pictures suit the model that was named.
  private let fit: ModelFit?
  private let grid: FolderGrid?
  /// What to type; nil where the pictures are too few.
  private let next: String?

  init(
    _ report: FolderExamination, _ problems: [SkippedFile], listing: Int, _ fit: ModelFit?,
    _ grid: FolderGrid?, next: String?
  ) {
    self.report = report
    self.problems = problems
    self.listing = listing
    self.fit = fit
    self.grid = grid
    self.next = next
  }

  // MARK: - For people

  var text: String {
    var lines = problems.map { "problem    \($0.path): \($0.reason)".printable }
    lines.append(
      "pictures   \(NumberText.grouped(report.readable)) of \(NumberText.counted(report.files, "file")) can be read"
    )
    if report.readable > 0 {
      lines.append(
        "formats    "
          + report.formats.map { "\($0.name) \(NumberText.grouped($0.count))" }.joined(
            separator: ", "))
      let sizes = report.sizes.prefix(5).map {
        "\($0.width)x\($0.height) (\(NumberText.grouped($0.count)))"
      }
      let more =
        report.sizes.count > 5 ? " and \(NumberText.counted(report.sizes.count - 5, "other"))" : ""
      lines.append("sizes      " + sizes.joined(separator: ", ") + more)
      lines.append(
        "colour     \(NumberText.grouped(report.grey)) grey, \(NumberText.grouped(report.readable - report.grey)) in colour"
      )
    }
    if report.withAlpha > 0 {
      lines.append("alpha      \(NumberText.grouped(report.withAlpha)) with transparency")
    }
    if report.turned > 0 {
      lines.append("turned     \(NumberText.grouped(report.turned)) by their orientation mark")
    }
    if !report.profiles.isEmpty {
      let count = report.profiles.reduce(0) { $0 + $1.count }
      lines.append(
        "profiles   \(NumberText.grouped(count)) that are not sRGB; read as if they were, their colours shift"
      )
      lines += report.profiles.prefix(listing).map {
        "           \($0.name) (\(NumberText.grouped($0.count)))".printable
      }
    }
    lines += list("unreadable", report.unreadable.map { "\($0.path): \($0.reason)" })
    lines += list("truncated", report.truncated)
    lines += list("misnamed", report.wrongExtensions.map { "\($0.path) is no .\($0.ending)" })
    lines += list("duplicates", report.duplicates.map { $0.joined(separator: " = ") })
    lines += list("look alike", report.nearDuplicates.map { $0.joined(separator: " ~ ") })
    if let fit {
      lines += fit.rows.map { "\(TextColumns.left($0.name, 10)) \($0.text)" }
    } else {
      lines += report.recommendations.map { "advice     \($0.option): \($0.reason)" }
    }
    if let grid {
      let count = NumberText.counted(grid.pictures.count, "picture")
      let eye = fit == nil ? "training by the line below" : "the model"
      lines.append("seen       \(count) as \(eye) gets them: \(grid.file)".printable)
    }
    if report.readable > 0 {
      lines.append(
        next.map { "now type   \($0)" }
          ?? "problem    \(PlanError.tooFewPictures(report.readable))")
    }
    return lines.joined(separator: "\n")
  }

  private func list(_ kind: String, _ items: [String]) -> [String] {
    if items.isEmpty { return [] }
    let more = items.count > listing ? ["           ...; --all names the rest"] : []
    return ["\(TextColumns.left(kind, 10)) \(NumberText.grouped(items.count))"]
      + items.prefix(listing).map { "           \($0.printable)" } + more
  }

  // MARK: - For programs

  var json: JSON {
    .object(folder + advice + (grid.map { [.init("grid", $0.json)] } ?? []))
  }

  private var advice: [JSON.Member] {
    if let fit { return [.init("model", fit.json), .init("next", JSON(next))] }
    let options: [JSON] = report.recommendations.map {
      ["option": .string($0.option), "reason": .string($0.reason)]
    }
    return [.init("recommended", .array(options)), .init("train", JSON(next))]
  }

  private var folder: [JSON.Member] {
    let members: JSON = [
      "command": "doctor", "files": .integer(report.files), "readable": .integer(report.readable),
      "formats": .object(report.formats.map { .init($0.name, .integer($0.count)) }),
      "sizes": .array(
        report.sizes.map {
          ["width": .integer($0.width), "height": .integer($0.height), "count": .integer($0.count)]
        }),
      "grey": .integer(report.grey), "alpha": .integer(report.withAlpha),
      "turned": .integer(report.turned),
      "profiles": .object(report.profiles.map { .init($0.name, .integer($0.count)) }),
      "unreadable": .array(
        report.unreadable.map { ["file": .string($0.path), "reason": .string($0.reason)] }),
      "truncated": JSON(report.truncated),
      "wrong_extension": JSON(report.wrongExtensions.map(\.path)),
      "duplicates": .array(report.duplicates.map { JSON($0) }),
      "near_duplicates": .array(report.nearDuplicates.map { JSON($0) }),
      "problems": JSON(problems.map { "\($0.path): \($0.reason)" }),
    ]
    return members.object ?? []
  }
}
