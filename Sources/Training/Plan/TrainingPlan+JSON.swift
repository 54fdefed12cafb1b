import Autoencoder
import Files

extension TrainingPlan {
  /// The plan as plan.json holds it: first the options under their own names, then what follows.
  package var json: JSON {
    let facts: JSON = [
      "paths": .array(paths.map { .string($0) }),
      "training pictures": .integer(found.training),
      "held-out pictures": .integer(found.heldOut),
      "picture channels": .integer(found.channels),
      "fingerprint": .string(found.fingerprint),
      "validation pictures": .integer(validationPictures),
      "reports": .integer(reports),
    ]
    let constants = TrainingPlan.constants.map {
      JSON.Member($0.key, .number(self[keyPath: $0.member]))
    }
    return .object(
      [JSON.Member("format", .integer(TrainingPlan.format))] + settings.explicitMembers
        + (facts.object ?? []) + constants
        + (extended.map { [JSON.Member(Extension.key, $0.json)] } ?? []))
  }

  private static let format = 1

  /// A number of the optimiser that no option sets: a run goes on with those it was started with.
  private struct Constant: Sendable {
    let key: String
    let member: WritableKeyPath<TrainingPlan, Double> & Sendable
    var range = 0.0...1
    /// What plans meant that do not say it; nil where all do.
    var earlier: (@Sendable (TrainingPlan) -> Double)?
  }

  /// In an order in which the earlier ones know what the later ones refer to.
  private static let constants = [
    Constant(key: "warm-up", member: \.schedule.warmUp),
    Constant(key: "last share", member: \.schedule.lastShare),
    Constant(key: "average decay", member: \.schedule.averageDecay),
    Constant(key: "weight decay", member: \.weightDecay),
    Constant(key: "encoder decay", member: \.encoderDecay, earlier: { $0.weightDecay }),
    Constant(
      key: "square decay", member: \.squareDecay, range: 0...0.999999,
      earlier: { _ in firstSquareDecay }),
    Constant(key: "clip", member: \.clip),
    Constant(
      key: "refinement start", member: \.schedule.refinement.start, earlier: { _ in 1 }),
    Constant(
      key: "refinement rate", member: \.schedule.refinement.rate,
      earlier: { $0.schedule.refinement.rate }),
    Constant(
      key: "refinement fade", member: \.schedule.refinement.fade,
      earlier: { $0.schedule.refinement.fade }),
    Constant(
      key: "discriminator rate", member: \.schedule.refinement.discriminatorRate,
      earlier: { $0.schedule.refinement.discriminatorRate }),
  ]

  /// More than the names of all files that a command line can hold.
  private static let mostBytes = 1 << 26

  /// The plan of the run that has these files; nil where it has none yet.
  package static func read(_ files: RunFiles) throws -> TrainingPlan? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(files.plan, limit: TrainingPlan.mostBytes)
    } catch  where error.isMissing {
      return nil
    }
    guard let json = try? JSON(parsing: bytes.span) else {
      throw PlanError.damagedPlan(path: files.plan, field: "format")
    }
    return try TrainingPlan(json, path: files.plan)
  }

  /// Reads plan.json. `path` is for the error alone.
  package init(_ json: JSON, path: String) throws(PlanError) {
    let fields = PlanFields(json: json, path: path)
    guard try fields.read("format", \.integer) == TrainingPlan.format else {
      throw fields.wrong("format")
    }
    let facts = DatasetFacts(
      training: try fields.count("training pictures"),
      heldOut: try fields.count("held-out pictures"),
      channels: try fields.read("picture channels", \.integer),
      fingerprint: try fields.read("fingerprint", \.string))
    let paths = try fields.read("paths") { $0.array?.compactMap(\.string) }
    let settings: TrainingSettings
    do throws(TrainingSettings.MissingOption) {
      settings = try TrainingSettings(json, facts)
    } catch {
      throw fields.wrong(error.name)
    }
    // Each option may be right by itself, and the size not divide into so many stages.
    do throws(ArchitectureError) {
      try self.init(settings, paths: paths, facts)
    } catch {
      throw fields.wrong(TrainingTable.all.size.name)
    }
    for constant in TrainingPlan.constants {
      if json[constant.key] == nil, let earlier = constant.earlier {
        self[keyPath: constant.member] = earlier(self)
      } else {
        self[keyPath: constant.member] = try fields.number(constant.key, in: constant.range)
      }
    }
    validationPictures = try fields.count("validation pictures")
    guard validationPictures <= found.heldOut else { throw fields.wrong("validation pictures") }
    reports = try fields.count("reports")
    if let more = json[Extension.key] {
      guard let extended = Extension(more) else { throw fields.wrong(Extension.key) }
      self.extended = extended
    }
  }

  /// What the user says now that the run was not started with, in words; empty if nothing.
  package func differences(
    from options: TrainingOptions, paths: [String]
  ) throws(FileError) -> [String] {
    let mine = JSON.object(settings.explicitMembers)
    var all = TrainingSettings(options, found).explicitMembers.compactMap { member -> String? in
      guard let value = mine[member.key] else { return "--\(member.key) was not given then" }
      if value == member.value { return nil }
      return
        "--\(member.key) was \(TrainingPlan.plain(value)), now \(TrainingPlan.plain(member.value))"
    }
    if try !isOf(paths) {
      let (then, now) = (self.paths.joined(separator: " "), paths.joined(separator: " "))
      all.append("the pictures came from \(then), now from \(now)")
    }
    return all
  }

  /// Whether its pictures are those in these files and folders, perhaps in other words: faces, ./faces/.
  package func isOf(_ paths: [String]) throws(FileError) -> Bool {
    guard paths.count == self.paths.count else { return false }
    for (path, other) in zip(paths, self.paths) where path != other {
      guard let one = try FileFacts.ifThere(path), let two = try FileFacts.ifThere(other),
        one.identity == two.identity
      else { return false }
    }
    return true
  }

  private static func plain(_ value: JSON) -> String { value.string ?? value.rendered() }
}

/// The members of plan.json that are no options, each of which must be there and of its kind.
private struct PlanFields {
  let json: JSON
  let path: String

  func wrong(_ key: String) -> PlanError { .damagedPlan(path: path, field: key) }

  func read<Value>(_ key: String, _ take: (JSON) -> Value?) throws(PlanError) -> Value {
    guard let value = json[key].flatMap(take) else { throw wrong(key) }
    return value
  }

  /// Beyond any set, and far from where the arithmetic on counts ends.
  func count(_ key: String) throws(PlanError) -> Int {
    try read(key) { $0.integer.flatMap { 1...(1 << 31) ~= $0 ? $0 : nil } }
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(PlanError) -> Double {
    try read(key) { $0.number.flatMap { range.contains($0) ? $0 : nil } }
  }
}
