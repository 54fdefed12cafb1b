import Autoencoder
import Files
import Images
import Options

/// `vae-img traverse [photo.png]`: what each of the most visible directions of codes does.
enum TraverseCommand {
  /// What a row goes along.
  enum Along: String, CaseIterable { case principal, latents }

  static let picture = Argument("PICTURE", .optional, "picture to start from [sample --seed]")
  static let out = Option(
    "out", short: "o", .file, default: "traversal.png", "grid to write, PNG or JPEG")
  static let along = Option(
    "along", .choice as ValueType<Along>, default: .principal, "directions to go along")
  static let rows = Option(
    "rows", formerly: "units", .integer(Architecture.latentCounts), default: 10,
    "number of directions, one row each")
  static let count = Option(
    "count", short: "n", formerly: "steps", .integer(2...1000), default: 9, "pictures per row")
  static let range = Option(
    "range", .number(0.001...100), default: 3, "go from minus this to this")

  static let command = Command(
    "traverse", "show what the most visible directions of codes change",
    examples: [
      Example("vae-img traverse -o out.png", "one row for each of ten directions"),
      Example("vae-img traverse photo.png --rows 5", "starting from a photo"),
    ],
    arguments: [picture],
    options: [
      OptionGroup(
        "Traversal",
        [along.declaration, rows.declaration, count.declaration, range.declaration]),
      Common.coding, Common.writing([out.declaration, Common.scale.declaration]),
      Common.readingEach,
    ] + Common.usingModel,
    details: """
      Principal directions are those along which codes, varying as those of training pictures do, change the
      decoded picture most, the most visible first; each row is labelled with the root mean square change of a pixel at one
      step, in levels of 255. With --along latents each row varies one latent, in the order of what they
      tell about the training pictures (the divergence of each from the prior, in nats). Without a picture the
      start is the code of sample number --seed: all zeros, the middle of the prior, is the code of no picture.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try checkStart(line)
    let output = Output(line)
    let file = try output.picture(line[out])
    let model = try ModelInUse(line)
    let start = try start(line, model)
    let rows = try line[along] == .principal ? directions(line, model) : latents(line, model)
    let positions = (0..<line[count]).map { step in
      line[range] * (2 * Double(step) / Double(line[count] - 1) - 1)
    }
    let grid = try model.grid(
      of: rows.count * positions.count, line, columns: positions.count,
      rowLabels: rows.map(\.label), for: file)
    let codes = rows.flatMap { row in positions.map { row.code(start, Float($0)) } }
    try output.write(grid.draw(model.pictures(of: codes)), to: file)
    try console.answer(
      [
        "command": "traverse", "model": .string(model.path), "files": [.string(file.path)],
        "along": .string(line[along].rawValue), "positions": JSON(positions),
        "units": .array(rows.map(\.json)),
      ],
      "\(file): \(NumberText.counted(rows.count, "row")), the most "
        + (line[along] == .principal ? "visible" : "informative") + " first")
    return .done
  }

  /// A row of the grid.
  private struct Row {
    let label: String
    let json: JSON
    /// The code at a position of the row, from the code of its start.
    let code: (_ start: [Float], _ position: Float) -> [Float]
  }

  private static func directions(_ line: ParsedLine, _ model: ModelInUse) -> [Row] {
    model.principalDirections(line[rows]).enumerated().map { index, direction in
      let levels = direction.change * 255
      return Row(
        label: "\(index + 1)  \(NumberText.fixed(levels, 1)) levels",
        json: ["unit": .integer(index + 1), "change": .number(direction.change)]
      ) { start, position in
        start.indices.map { start[$0] + position * direction.step[$0] }
      }
    }
  }

  private static func latents(_ line: ParsedLine, _ model: ModelInUse) throws -> [Row] {
    let divergences = try model.unitDivergences()
    let chosen = divergences.indices.sorted { (divergences[$0], $1) > (divergences[$1], $0) }
    return chosen.prefix(line[rows]).map { unit in
      Row(
        label: "\(unit)  \(NumberText.fixed(divergences[unit], 2)) nats",
        json: ["unit": .integer(unit), "kl": .number(divergences[unit])]
      ) { start, position in
        var code = start
        code[unit] = position
        return code
      }
    }
  }

  /// With a picture the seed is that of its draw, without one the number of the sample to start from.
  private static func checkStart(_ line: ParsedLine) throws(UsageError) {
    if line[picture].isEmpty {
      for option in [Common.stochastic.declaration] + Common.readingEach.options
      where line.has(option) {
        throw .rule("--\(option.name) requires a PICTURE to start from")
      }
    } else {
      try line.require(Common.stochastic, for: Common.seed)
    }
  }

  private static func start(_ line: ParsedLine, _ model: ModelInUse) throws -> [Float] {
    if let path = line[picture].first {
      return model.encode([try PictureLoader(line, model).picture(path)])[0].point
    }
    return model.codes(try model.source(nil), numbers: [line[Common.seed]], temperature: 1)[0]
  }
}
