import Files

/// `vae-img decode latents.npy`: codes to pictures.
enum DecodeCommand {
  static let codes = Argument("CODES", .one, "codes in a .npy, .csv or .jsonl file")
  static let out = Option(
    "out", short: "o", .file, showing: standardName, "grid to write, PNG or JPEG")
  static let each = Common.each()

  private static let standardName = "decoded.png"

  static let command = Command(
    "decode", "decode latent codes into pictures",
    examples: [
      Example("vae-img decode latents.npy -o grid.png", "all in one grid"),
      Example("vae-img decode latents.npy --each pictures", "one file each, in a folder"),
    ],
    arguments: [codes],
    options: [
      Common.coding,
      Common.writing([
        out.declaration, each.declaration, Common.columns.declaration, Common.scale.declaration,
      ]),
    ] + Common.usingModel,
    details: """
      Takes what encode writes, and any .npy array of shape (latents), (pictures, latents) or
      (pictures, 2, latents) in float32 or float64, of which the first of the two is decoded. With
      --stochastic the two are mean and log-variance, and what is decoded is a draw of each.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let source = line[codes].first ?? ""
    let format = try CodeFile.Format(source)
    let (grid, folder) = try destinations(line, console)
    let file = try output.grid(grid, or: standardName, beside: folder)
    try line.refuseColumns(unless: file)
    let model = try ModelInUse(line)
    let given = try CodeFile.read(source, format, latents: model.architecture.latents)
    let points = try model.points(given, in: source)
    let drawn = try file.map {
      try model.grid(of: points.count, line, columns: line[Common.columns], for: $0)
    }
    let files = try folder.map { folder in
      try PictureFiles(
        in: folder, points.indices.map { "decoded-\(NumberText.padded($0, 6)).png" }, line, model,
        output)
    }
    let pictures = model.pictures(of: points)
    if let file, let drawn { try output.write(drawn.draw(pictures), to: file) }
    try files?.write(pictures)
    try console.answer(
      [
        "command": "decode", "model": .string(model.path), "pictures": .integer(pictures.count),
        "files": JSON((file.map { [$0.path] } ?? []) + (files?.paths ?? [])),
      ],
      "\([file?.path, folder].compactMap { $0 }.joined(separator: " and ")): "
        + NumberText.counted(pictures.count, "picture"))
    return .done
  }

  /// The grid and the folder that the line names: the version before took a folder after -o.
  private static func destinations(
    _ line: ParsedLine, _ console: Console
  ) throws -> (grid: String?, folder: String?) {
    guard let name = line[out], line[each] == nil, !StandardOutput.isNamed(name),
      try Path.fileExtension(name).isEmpty || name.hasSuffix("/") || Folder.exists(name)
    else { return (line[out], line[each]) }
    console.warn("a folder is given by --each now; the next version takes none after -o")
    return (nil, name)
  }
}
