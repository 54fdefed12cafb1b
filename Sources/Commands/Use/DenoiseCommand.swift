import Analysis
import Files
import Images

/// `vae-img denoise PATHS`: pictures without their noise.
enum DenoiseCommand {
  static let paths = Argument("PATH", .oneOrMore, "noisy pictures or folders")
  static let out = Option(
    "out", short: "o", .file, showing: standardName, "grid to write, PNG or JPEG")
  static let each = Common.each("write each clean picture to this folder")
  static let noise = Option(
    "noise", .number(0...10), default: 0, "add noise of sigma X first, where white is 1")
  static let count = Option(
    "count", short: "n", .integer(1...10_000), default: 32, "use at most this many pictures")

  private static let standardName = "denoised.png"

  static let command = Command(
    "denoise", "remove noise from pictures",
    examples: [
      Example("vae-img denoise noisy.png -o clean.png", "the picture above its clean version"),
      Example("vae-img denoise ./faces --noise 0.2", "measure it on noise that it adds"),
    ],
    arguments: [paths],
    options: [
      OptionGroup(
        "Codes and noise",
        [noise.declaration, Common.stochastic.declaration, Common.seed.declaration]),
      Common.writing([
        out.declaration, each.declaration, count.declaration, Common.pairColumns.declaration,
        Common.scale.declaration,
      ]), Common.reading,
    ] + Common.usingModel,
    details: """
      A model keeps of a picture what it has learned from many, and noise is not among it; one trained
      with --objective denoising does it best. The grid has rows of what the model was given above rows of
      what it makes of it. With --noise the pictures are taken for clean, and PSNR against them is printed
      before and after.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    if line[noise] == 0 { try line.require(Common.stochastic, for: Common.seed) }
    let output = Output(line)
    let file = try output.grid(line[out], or: standardName, beside: line[each])
    try line.refuseColumns(unless: file)
    let model = try ModelInUse(line)
    let clean = try PictureLoader(line, model).pictures(in: line[paths], most: line[count], console)
    let grid = try file.map { try model.grid(ofPairs: clean.count, line, for: $0) }
    let files = try line[each].map { folder in
      try PictureFiles(
        in: folder, clean.indices.map { "denoised-\(NumberText.padded($0, 6)).png" }, line, model,
        output)
    }
    let given =
      line[noise] > 0
      ? model.noisy(clean, deviation: Float(line[noise]), seed: line[Common.seed]) : clean
    let values = model.decode(model.encode(given).map(\.point))
    let pictures = values.map(model.picture)
    if let file, let grid {
      try output.write(grid.draw(given.map(\.picture), above: pictures), to: file)
    }
    try files?.write(pictures)

    let before = zip(clean, given).map { PictureSimilarity.psnr($0.values.span, $1.values.span) }
    let after = zip(clean, values).map { PictureSimilarity.psnr($0.values.span, $1.span) }
    let rows: [JSON] = clean.indices.map { i in
      [
        "file": .string(clean[i].path), "psnr_given": .number(before[i]),
        "psnr_denoised": .number(after[i]),
      ]
    }
    let gain =
      line[noise] > 0
      ? "PSNR \(NumberText.fixed(Summary.mean(before), 2)) dB noisy, "
        + "\(NumberText.fixed(Summary.mean(after), 2)) dB denoised\n" : ""
    try console.answer(
      [
        "command": "denoise", "model": .string(model.path),
        "files": JSON((file.map { [$0.path] } ?? []) + (files?.paths ?? [])),
        "pictures": .array(rows),
      ],
      gain
        + (file.map {
          "\($0): \(NumberText.counted(clean.count, "picture")), noisy above denoised"
        } ?? "\(line[each] ?? ""): \(NumberText.counted(clean.count, "picture"))"))
    return .done
  }
}
