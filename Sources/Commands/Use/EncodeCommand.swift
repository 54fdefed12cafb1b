import Files

/// `vae-img encode PATHS`: pictures to codes.
enum EncodeCommand {
  static let paths = Argument("PATH", .oneOrMore, "pictures or folders")
  static let out = Option(
    "out", short: "o", .file, default: "latents.npy", "codes to write: .npy, .csv or .jsonl")

  static let command = Command(
    "encode", "encode pictures as latent codes, for NumPy or CSV",
    examples: [
      Example("vae-img encode ./faces -o latents.npy", "numpy.load gives (pictures, 2, latents)"),
      Example("vae-img encode ./faces -o latents.csv", "for spreadsheets"),
    ],
    arguments: [paths],
    options: [Common.coding, Common.writing([out.declaration]), Common.reading]
      + Common.usingModel,
    details: """
      Writes the mean and the log-variance of q(z|x) of each picture. A .npy file holds an array of
      shape (pictures, 2, latents), means first, and beside it a file of the same name with .txt at the end
      holds the pictures' names, one a line. A .csv or .jsonl file holds a picture a line, its name
      included. To standard output goes -o - (.npy without names), -o -.csv or -o -.jsonl. With --stochastic the file
      holds one draw of each code in their place: shape (pictures, latents).
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let name = StandardOutput.name(line[out], usual: CodeFile.Format.npy.rawValue)
    let path = try output.file(
      name, isText: Path.fileExtension(name) != CodeFile.Format.npy.rawValue)
    let format = try CodeFile.Format(path)
    let listsNames = format == .npy && !StandardOutput.isNamed(path)
    let names = listsNames ? try output.file(path + ".txt") : nil
    let model = try ModelInUse(line)
    var codes: [NamedCode] = []
    try PictureLoader(line, model).forEachBatch(in: line[paths], console) { batch in
      codes += zip(batch, model.encode(batch)).map {
        NamedCode($0.path, $1, isDrawn: line[Common.stochastic])
      }
      console.progress("encoded \(NumberText.counted(codes.count, "picture"))")
    }
    try output.write(CodeFile.bytes(codes, format), to: path)
    if let names {
      let list = codes.map { "\($0.name.printable)\n" }.joined()
      try output.write(Array(list.utf8), to: names)
    }
    try console.answer(
      [
        "command": "encode", "model": .string(model.path), "pictures": .integer(codes.count),
        "latents": .integer(model.architecture.latents),
        "files": JSON([path] + (names.map { [$0] } ?? [])),
      ], "\(path): the codes of \(NumberText.counted(codes.count, "picture"))")
    return .done
  }
}
