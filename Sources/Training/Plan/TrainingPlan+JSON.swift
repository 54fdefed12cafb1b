import Autoencoder
import Files
import Images

extension TrainingPlan {
  /// The plan as plan.json holds it: first the options under their own names, then what follows.
  package var json: JSON {
    var options = TrainingOptions()
    options.size = data.size
    options.channels = data.channels
    options.fit = data.fit
    options.background = data.reading.background
    options.acceptTruncated = data.reading.acceptTruncated
    options.maxPixels = data.reading.maxPixels
    options.preset = preset
    options.filters = architecture.filters
    options.stages = architecture.stages
    options.latents = architecture.latents
    options.likelihood = architecture.likelihood
    options.objective = objective.name
    options.beta = beta
    options.divergenceSchedule = schedule.divergence
    options.freeBits = objective.freeBits
    options.augmentFlip = augmentFlip
    options.length = length
    options.batch = batch
    options.learningRate = schedule.learningRate
    options.seed = seed
    let rest: JSON = [
      "paths": .array(data.paths.map { .string($0) }),
      "training pictures": .integer(found.training),
      "held-out pictures": .integer(found.heldOut),
      "picture channels": .integer(found.channels),
      "fingerprint": .string(found.fingerprint),
      "warm-up": .number(schedule.warmUp),
      "last share": .number(schedule.lastShare),
      "average decay": .number(schedule.averageDecay),
      "weight decay": .number(weightDecay),
      "encoder decay": .number(encoderDecay),
      "square decay": .number(squareDecay),
      "clip": .number(clip),
      "validation pictures": .integer(validationPictures),
      "reports": .integer(reports),
    ]
    return .object(
      [JSON.Member("format", .integer(TrainingPlan.format))] + options.said + (rest.object ?? []))
  }

  private static let format = 1

  /// More than the names of all files that a command line can hold.
  private static let mostBytes = 1 << 26

  /// The plan of the run that has these files; nil where it has none yet.
  package static func read(_ files: RunFiles) throws -> TrainingPlan? {
    guard FileFacts.exist(files.plan) else { return nil }
    let bytes = try WholeFile.read(files.plan, limit: TrainingPlan.mostBytes)
    guard let json = try? JSON(parsing: bytes.span) else {
      throw PlanError.damagedPlan(path: files.plan, field: "format")
    }
    return try TrainingPlan(json, path: files.plan)
  }

  /// Reads plan.json. `path` is for the error alone.
  package init(_ json: JSON, path: String) throws {
    let fields = PlanFields(json: json, path: path)
    guard try fields.integer("format") == TrainingPlan.format else { throw fields.wrong("format") }
    var reading = ReadingOptions()
    reading.background = try fields.read("background") { $0.string.flatMap { Color($0) } }
    // The first plans did not say.
    reading.acceptTruncated = json["accept-truncated"]?.boolean ?? reading.acceptTruncated
    reading.maxPixels = json["max-pixels"]?.integer ?? reading.maxPixels
    data = DataPlan(
      paths: try fields.read("paths") { $0.array?.compactMap(\.string) },
      size: try fields.read("size") { $0.string.flatMap { TrainingSize($0) } },
      channels: try fields.word("channels"), fit: try fields.word("fit"), reading: reading)
    found = DataFound(
      training: try fields.integer("training pictures"),
      heldOut: try fields.integer("held-out pictures"),
      channels: try fields.integer("picture channels"),
      fingerprint: try fields.read("fingerprint", \.string))
    preset = try fields.word("preset")
    let likelihood = try fields.read("likelihood") { json in
      json.string.flatMap { try? Likelihood(name: $0) }
    }
    let (filters, stages) = (try fields.integer("width"), try fields.integer("stages"))
    let latents = try fields.integer("latent")
    do {
      architecture = try Architecture(
        preset, height: data.size.height, width: data.size.width, channels: found.channels,
        filters: filters, stages: stages, latents: latents, likelihood: likelihood)
    } catch .outOfRange(let flag, _, _) {
      throw fields.wrong(String(flag.drop { $0 == "-" }))
    } catch {
      throw fields.wrong("size")
    }
    let freeBits = try fields.number("free-bits", in: Objective.freeBitsRange)
    objective = try fields.read("objective") { json in
      json.string.flatMap { try? Objective(name: $0, freeBits: freeBits) }
    }
    beta = try fields.number("beta", in: TrainingPlan.betas)
    augmentFlip = try fields.read("augment", \.string) == "flip"
    guard let length = TrainingLength(json),
      let length = try? TrainingPlan.checked(length)
    else { throw fields.wrong("steps") }
    self.length = length
    batch = try fields.integer("batch")
    schedule = Schedule(
      learningRate: try fields.number("learning-rate", in: TrainingPlan.learningRates),
      divergence: try fields.read("kl-schedule") {
        $0.string.flatMap { DivergenceSchedule(name: $0) }
      })
    schedule.warmUp = try fields.number("warm-up", in: 0...1)
    schedule.lastShare = try fields.number("last share", in: 0...1)
    schedule.averageDecay = try fields.number("average decay", in: 0...1)
    weightDecay = try fields.number("weight decay", in: 0...1)
    // The first plans did not say.
    encoderDecay =
      json["encoder decay"] == nil ? weightDecay : try fields.number("encoder decay", in: 0...1)
    squareDecay =
      json["square decay"] == nil
      ? TrainingPlan.firstSquareDecay : try fields.number("square decay", in: 0...0.999999)
    clip = try fields.number("clip", in: 0...1)
    seed = try fields.read("seed") { $0.string.flatMap { UInt64($0) } }
    validationPictures = try fields.integer("validation pictures")
    reports = try fields.integer("reports")
    guard TrainingPlan.batches ~= batch else { throw fields.wrong("batch") }
    let counts = [found.training, found.heldOut, reports, validationPictures]
    guard counts.allSatisfy({ 1...(1 << 31) ~= $0 }) else {
      throw fields.wrong("training pictures")
    }
  }

  /// What the user says now that the run was not started with, in words; empty if nothing.
  package func differences(from options: TrainingOptions, paths: [String]) -> [String] {
    let mine = json
    var options = options
    options.batch = options.batch.map(found.batch)
    var all = options.said.compactMap { member -> String? in
      guard let value = mine[member.key] else { return "--\(member.key) was not given then" }
      if value == member.value { return nil }
      return
        "--\(member.key) was \(TrainingPlan.plain(value)), now \(TrainingPlan.plain(member.value))"
    }
    if !TrainingPlan.isSame(paths, data.paths) {
      let (then, now) = (data.paths.joined(separator: " "), paths.joined(separator: " "))
      all.append("the pictures came from \(then), now from \(now)")
    }
    return all
  }

  /// Whether both lists name the same files and folders, perhaps in other words: faces, ./faces/.
  private static func isSame(_ paths: [String], _ others: [String]) -> Bool {
    paths.count == others.count
      && zip(paths, others).allSatisfy { path, other in
        guard path != other else { return true }
        guard let one = try? FileFacts(of: path), let two = try? FileFacts(of: other) else {
          return false
        }
        return one.identity == two.identity
      }
  }

  private static func plain(_ value: JSON) -> String { value.string ?? value.rendered() }
}

/// The members of plan.json, each of which must be there and of its kind.
private struct PlanFields {
  let json: JSON
  let path: String

  func wrong(_ key: String) -> PlanError { .damagedPlan(path: path, field: key) }

  func read<Value>(_ key: String, _ take: (JSON) -> Value?) throws(PlanError) -> Value {
    guard let value = json[key].flatMap(take) else { throw wrong(key) }
    return value
  }

  func integer(_ key: String) throws(PlanError) -> Int { try read(key, \.integer) }

  func number(_ key: String, in range: ClosedRange<Double>) throws(PlanError) -> Double {
    try read(key) { $0.number.flatMap { range.contains($0) ? $0 : nil } }
  }

  func word<Value: RawRepresentable<String>>(_ key: String) throws(PlanError) -> Value {
    try read(key) { $0.string.flatMap { Value(rawValue: $0) } }
  }
}
