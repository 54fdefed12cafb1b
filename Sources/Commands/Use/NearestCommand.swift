import Files
import Images
import Options

/// `vae-img nearest photo.png DIR`: the pictures whose codes are closest.
enum NearestCommand {
  static let picture = Argument("PICTURE", .one, "picture to look for")
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders or pictures to search")
  static let out = Option(
    "out", short: "o", .file, default: "nearest.png", "grid to write, PNG or JPEG")
  static let count = Option(
    "count", short: "n", .integer(1...10_000), default: 8, "number of pictures to find")

  static let command = Command(
    "nearest", "find the pictures closest to a given one",
    examples: [
      Example("vae-img nearest photo.png ./faces -n 8", "the eight closest"),
      Example("vae-img nearest sample-000003.png ./faces", "is a sample a copy of a picture?"),
    ],
    arguments: [picture, paths],
    options: [
      Common.coding,
      Common.writing([
        out.declaration, count.declaration, Common.columns.declaration, Common.scale.declaration,
      ]), Common.reading,
    ] + Common.usingModel,
    details: """
      Distance is that of the means of q(z|x), or with --stochastic of draws. The grid begins with the
      picture itself, as the model sees it. Run on the model's samples and the folder that it was trained
      on, it shows whether the model merely repeats its pictures.
      """, run: run)

  private struct Found {
    let path: String
    let picture: Picture
    let distance: Double
  }

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let file = try output.picture(line[out])
    let model = try ModelInUse(line)
    let loader = try PictureLoader(line, model)
    let wanted = try loader.picture(line[picture].first ?? "")
    let code = model.encode([wanted])[0].point
    var nearest: [Found] = []
    var looked = 0
    var grid = Grid()
    try loader.forEachBatch(
      in: line[paths], console,
      found: { files in
        grid = try model.grid(
          of: 1 + min(line[count], files), line, columns: line[Common.columns], for: file)
      }
    ) { batch in
      nearest += zip(batch, model.encode(batch)).map { candidate, other in
        Found(
          path: candidate.path, picture: candidate.picture, distance: distance(code, other.point))
      }
      nearest.sort { ($0.distance, $0.path) < ($1.distance, $1.path) }
      nearest.removeLast(max(0, nearest.count - line[count]))
      looked += batch.count
      console.progress("looked at \(NumberText.counted(looked, "picture"))")
    }
    let cells = [wanted.picture] + nearest.map(\.picture)
    try output.write(grid.draw(cells), to: file)
    let rows: [JSON] = nearest.map {
      ["file": .string($0.path), "distance": .number($0.distance)]
    }
    try console.answer(
      [
        "command": "nearest", "model": .string(model.path), "searched": .integer(looked),
        "files": [.string(file.path)], "nearest": .array(rows),
      ],
      nearest.map {
        "\(TextColumns.right(NumberText.fixed($0.distance, 3), 8))  \($0.path.printable)\n"
      }.joined()
        + "\(file): the picture and its nearest of \(NumberText.grouped(looked))")
    return .done
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { sum, pair in
      let gap = Double(pair.0) - Double(pair.1)
      return sum + gap * gap
    }.squareRoot()
  }
}
