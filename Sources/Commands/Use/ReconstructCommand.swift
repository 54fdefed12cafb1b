import Analysis
import Files
import Images

/// `vae-img reconstruct PATHS`: what the model keeps of pictures.
enum ReconstructCommand {
  static let paths = Argument("PATH", .oneOrMore, "pictures or folders")
  static let out = Option(
    "out", short: "o", .file, default: "reconstructions.png", "grid to write, PNG or JPEG")
  static let count = Option(
    "count", short: "n", .integer(1...10_000), default: 32, "use at most this many pictures")

  static let command = Command(
    "reconstruct", "show pictures beside their reconstructions",
    examples: [
      Example("vae-img reconstruct photo.png -o out.png", "the photo above its reconstruction"),
      Example("vae-img reconstruct ./faces -n 16", "the first 16 of a folder"),
    ],
    arguments: [paths],
    options: [
      Common.coding,
      Common.writing([
        out.declaration, count.declaration, Common.pairColumns.declaration,
        Common.scale.declaration,
      ]), Common.reading,
    ] + Common.usingModel,
    details: """
      Rows of originals, as the model sees them, each above the row of its reconstructions. Prints PSNR in
      decibels (more is better) and SSIM (1 is equal) of each.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let file = try output.picture(line[out])
    let model = try ModelInUse(line)
    let loaded = try PictureLoader(line, model).pictures(
      in: line[paths], most: line[count], console)
    let grid = try model.grid(ofPairs: loaded.count, line, for: file)
    let decoded = model.decode(model.encode(loaded).map(\.point))
    try output.write(
      grid.draw(loaded.map(\.picture), above: decoded.map(model.picture)), to: file)

    let scores = zip(loaded, decoded).map { original, values in
      Fidelity(path: original.path, original: original.values, values, model)
    }
    let psnr = Summary.mean(scores.map(\.psnr))
    let ssim = Summary.mean(scores.map(\.ssim))
    try console.answer(
      [
        "command": "reconstruct", "model": .string(model.path), "files": [.string(file.path)],
        "psnr": .number(psnr), "ssim": .number(ssim), "pictures": .array(scores.map(\.json)),
      ],
      scores.map { "\($0.text)\n" }.joined() + Fidelity.text(psnr, ssim, "mean")
        + "\n\(file): originals above reconstructions")
    return .done
  }
}
