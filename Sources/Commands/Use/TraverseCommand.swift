import Autoencoder
import Files
import Images

/// `vae-img traverse [photo.png]`: what each of the most informative latents does.
enum TraverseCommand {
  static let picture = Argument("PICTURE", .optional, "picture to start from [sample --seed]")
  static let out = Option(
    "out", short: "o", .file, default: "traversal.png", "grid to write, PNG or JPEG")
  static let units = Option(
    "units", .integer(Architecture.latentCounts), default: 10, "number of latents, one row each")
  static let steps = Option("steps", .integer(2...1000), default: 9, "pictures per row")
  static let range = Option(
    "range", .number(0.001...100), default: 3, "vary each latent from minus this to this")

  static let command = Command(
    "traverse", "show what the most informative latents change",
    examples: [
      Example("vae-img traverse -o out.png", "one row for each of ten latents"),
      Example("vae-img traverse photo.png --units 5", "starting from a photo"),
    ],
    arguments: [picture],
    options: [
      OptionGroup("Traversal", [units.declaration, steps.declaration, range.declaration]),
      Common.coding, Common.writing([out.declaration, Common.scale.declaration]),
      Common.readingEach,
    ] + Common.usingModel,
    details: """
      Latents come in the order of what they tell about the training pictures (the divergence of each from
      the prior, in nats), and each row is labelled with its latent's number and that figure. Without a
      picture the start is the code of sample number --seed, by the model's better sampler: all zeros, the middle of
      the prior, is the code of no picture.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let output = Output(line)
    let file = try output.picture(line[out])
    let model = try ModelInUse(line)
    let start = try start(line, model)
    let divergences = try model.unitDivergences()
    let rows = divergences.indices.sorted { (divergences[$0], $1) > (divergences[$1], $0) }
      .prefix(line[units])
    let positions = (0..<line[steps]).map { step in
      line[range] * (2 * Double(step) / Double(line[steps] - 1) - 1)
    }
    let labels = rows.map { "\($0)  \(NumberText.fixed(divergences[$0], 2)) nats" }
    let grid = try model.grid(
      of: rows.count * positions.count, line, columns: positions.count, rowLabels: labels, for: file
    )
    let codes = rows.flatMap { unit in
      positions.map { position in
        var code = start
        code[unit] = Float(position)
        return code
      }
    }
    try output.write(grid.draw(model.pictures(of: codes)), to: file)
    let table: [JSON] = rows.map { ["unit": .integer($0), "kl": .number(divergences[$0])] }
    try console.answer(
      [
        "command": "traverse", "model": .string(model.path), "files": [.string(file.path)],
        "positions": JSON(positions),
        "units": .array(table),
      ], "\(file): \(NumberText.counted(rows.count, "latent")), the most informative first")
    return .done
  }

  private static func start(_ line: ParsedLine, _ model: ModelInUse) throws -> [Float] {
    if let path = line[picture].first {
      return model.encode([try PictureLoader(line, model).picture(path)])[0].point
    }
    if line[Common.stochastic] {
      throw UsageError.rule("--stochastic requires a PICTURE whose code to draw")
    }
    return model.codes(try model.source(nil), numbers: [line[Common.seed]], temperature: 1)[0]
  }
}
