import Files

/// `vae-img decode latents.npy`: codes to pictures.
enum DecodeCommand {
  static let codes = Argument("CODES", .one, "codes in a .npy, .csv or .jsonl file")
  static let out = Option(
    "out", short: "o", .file, default: "decoded.png", "grid (.png, .jpg) or folder to write")

  static let command = Command(
    "decode", "decode latent codes into pictures",
    examples: [
      Example("vae-img decode latents.npy -o grid.png", "all in one grid"),
      Example("vae-img decode latents.npy -o pictures", "one file each, in a folder"),
    ],
    arguments: [codes],
    options: [
      Common.coding,
      Common.writing([
        out.declaration, Common.columns.declaration, Common.scale.declaration,
      ]),
    ] + Common.usingModel,
    details: """
      Takes what encode writes, and any .npy array of shape (latents), (pictures, latents) or
      (pictures, 2, latents) in float32 or float64, of which the first of the two is decoded. With
      --stochastic the two are mean and log-variance, and what is decoded is a draw of each.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let output = Output(line)
    let source = line[codes].first ?? ""
    let format = try CodeFile.Format(source)
    let isFolder =
      try Path.fileExtension(line[out]).isEmpty || line[out].hasSuffix("/")
      || Folder.exists(line[out])
    let file = isFolder ? nil : try output.picture(line[out])
    try line.refuseColumns(unless: file)
    let model = try ModelInUse(line)
    let given = try CodeFile.read(source, format, latents: model.architecture.latents)
    let points = try model.points(given, in: source)
    let grid = try file.map {
      try model.grid(of: points.count, line, columns: line[Common.columns], for: $0)
    }
    let files =
      isFolder
      ? try PictureFiles(
        in: line[out], points.indices.map { "decoded-\(NumberText.padded($0, 6)).png" }, line,
        model, output) : nil
    let pictures = model.pictures(of: points)
    if let file, let grid { try output.write(grid.draw(pictures), to: file) }
    try files?.write(pictures)
    try console.answer(
      [
        "command": "decode", "model": .string(model.path), "pictures": .integer(pictures.count),
        "files": JSON(file.map { [$0.path] } ?? files?.paths ?? []),
      ], "\(line[out]): \(NumberText.counted(pictures.count, "picture"))")
    return .done
  }
}
