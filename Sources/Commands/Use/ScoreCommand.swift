import Analysis
import Files
import Images
import Options

/// `vae-img score PATHS`: how strange each picture is to the model.
enum ScoreCommand {
  static let paths = Argument("PATH", .oneOrMore, "pictures or folders")
  static let quantile = Option(
    "quantile", .number(0...1), default: 0.95, "share of held-out pictures below the threshold")
  static let threshold = Option(
    "threshold", .number(-1000...1000), showing: "by --quantile",
    "mark pictures above this many bits/dim")
  static let each = Common.each(
    formerly: "heatmap", "write a map of each picture's unusual parts here")

  static let command = Command(
    "score", "rank pictures by how unusual they are",
    examples: [
      Example("vae-img score ./inbox", "most unusual first, marked above the threshold"),
      Example("vae-img score ./inbox --each maps", "and which part of the picture it is"),
    ],
    arguments: [paths],
    options: [
      OptionGroup("Scoring", [quantile.declaration, threshold.declaration]), Common.coding,
      Common.writing([each.declaration, Common.scale.declaration]), Common.reading,
    ] + Common.usingModel,
    details: """
      The score is minus the evidence lower bound in bits for each number of the picture: reconstruction plus
      divergence, from one draw of the code, as the bound asks: the same for every picture and every time, or
      with --stochastic a draw of the picture's own, by --seed. The threshold is a quantile of the scores that the
      held-out pictures of the run had, which the model file keeps. A map shows the picture, its
      reconstruction and, from black over red to white, the difference.
      """, run: run)

  private struct Scored {
    let path: String
    let bits: Double
  }

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    try line.refuse(quantile, with: threshold)
    try line.require(each, for: Common.scale)
    try line.require(each, for: Common.force)
    let output = Output(line)
    let model = try ModelInUse(line)
    let limit = try line[threshold] ?? model.heldOutScore(quantile: line[quantile])
    let grid = try line[each].map {
      try model.grid(
        of: 3, line, columns: 3, for: PictureDestination(picture: Path.join($0, "*.png")))
    }
    if let folder = line[each] { try output.folder(folder, toFill: isMapName) }
    let loader = try PictureLoader(line, model)
    var scored: [Scored] = []
    try loader.forEachBatch(in: line[paths], console) { batch in
      scored += batch.map { Scored(path: $0.path, bits: model.strangeness(of: $0)) }
      console.progress("scored \(NumberText.counted(scored.count, "picture"))")
    }
    scored.sort { ($1.bits, $0.path) < ($0.bits, $1.path) }
    let files = try line[each].map { folder in
      try output.folder(folder, for: scored.indices.map { mapName(scored[$0].path, rank: $0 + 1) })
    }
    if let grid {
      // Read again for it: all maps together may be more than memory holds.
      for (file, picture) in zip(files ?? [], scored) {
        let parts = try parts(of: loader.picture(picture.path), model)
        try output.write(grid.draw(parts), to: file)
      }
    }
    let strange = scored.count { $0.bits > limit }
    let rows: [JSON] = scored.map {
      [
        "file": .string($0.path), "bits_per_dim": .number($0.bits),
        "strange": .boolean($0.bits > limit),
      ]
    }
    try console.answer(
      [
        "command": "score", "model": .string(model.path), "threshold": .number(limit),
        "quantile": line[threshold] == nil ? .number(line[quantile]) : .null,
        "strange": .integer(strange), "pictures": .array(rows), "files": JSON(files ?? []),
      ],
      scored.map {
        "\(TextColumns.right(NumberText.fixed($0.bits, 3), 8)) \($0.bits > limit ? "strange" : "       ")  \($0.path.printable)\n"
      }.joined()
        + "\(strange) of \(scored.count) above \(NumberText.fixed(limit, 3)) bits/dim\(meaning(line))"
    )
    return .done
  }

  /// The picture, its reconstruction, and where the two differ.
  private static func parts(of picture: FittedPicture, _ model: ModelInUse) throws -> [Picture] {
    let decoded = model.decode(model.encode([picture]).map(\.point))[0]
    return [picture.picture, model.picture(decoded), model.heatMap(picture.values, decoded)]
  }

  private static func meaning(_ line: ParsedLine) -> String {
    if line[threshold] != nil { return "" }
    let share = shortest((line[quantile] * 1e6).rounded() / 1e4)
    return "; \(share) % of the held-out pictures score below that"
  }

  /// The strangest comes first by name. As much of the picture's name as there is room for.
  private static func mapName(_ path: String, rank: Int) -> String {
    let name = Path.name(path)
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    let (rank, ending) = ("\(NumberText.padded(rank, 6))-", ".png")
    let room = Path.longestName - rank.utf8.count - ending.utf8.count
    return rank + Path.beginning(of: stem.isEmpty ? name : stem, bytes: room) + ending
  }

  /// Whether a map may get the name, whatever comes of the scores.
  private static func isMapName(_ name: String) -> Bool {
    let rank = name.prefix { $0.isASCII && $0.isNumber }
    return rank.count >= 6 && name.dropFirst(rank.count).hasPrefix("-") && name.hasSuffix(".png")
  }
}
