import Files
import Images

/// `vae-img arithmetic --plus A... --minus B... --start photo.png`: a walk along an attribute.
enum ArithmeticCommand {
  static let plus = Option(group: "plus", .file, "pictures or folders with the attribute")
  static let minus = Option(group: "minus", .file, "pictures or folders without it")
  static let start = Option("start", .file, showing: "mean of all", "picture to change")
  static let out = Option(
    "out", short: "o", .file, default: "arithmetic.png", "strip to write, PNG or JPEG")
  static let count = Option(
    "count", short: "n", formerly: "steps", .integer(2...1000), default: 9, "pictures in the walk")
  static let strength = Option(
    "strength", .number(0.001...100), default: 1.5, "walk this many attributes either way")

  static let command = Command(
    "arithmetic", "add an attribute to a picture, or remove it",
    examples: [
      Example(
        "vae-img arithmetic --plus smiling/ --minus serious/ --start me.png",
        "from serious to smiling"),
      Example(
        "vae-img arithmetic --plus a.png b.png --minus c.png d.png",
        "starting from the mean of all four"),
    ],
    options: [
      OptionGroup(
        "Walk",
        [
          plus.declaration, minus.declaration, start.declaration, count.declaration,
          strength.declaration,
        ]),
      Common.coding, Common.writing([out.declaration, Common.scale.declaration]), Common.reading,
    ] + Common.usingModel,
    details: """
      The attribute is the mean code of the --plus pictures minus the mean code of the --minus pictures. The
      strip walks from the start minus --strength times the attribute to the start plus as much; its first
      cell is the start as the model sees it. --plus and --minus take every name up to the next option and
      may be repeated. Of a model that was trained with --labels folders a label stands for the codes of its training
      pictures, where no file has that name.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    guard !line[plus].isEmpty, !line[minus].isEmpty else {
      throw UsageError.rule(
        "give pictures that have the attribute (--plus) and pictures that lack it (--minus)")
    }
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let file = try output.picture(line[out])
    let model = try ModelInUse(line)
    let cellCount = line[count] + (line[start] == nil ? 0 : 1)
    let grid = try model.grid(of: cellCount, line, columns: cellCount, for: file)
    let loader = try PictureLoader(line, model)
    let (with, withCount) = try mean(line[plus], loader, model, console)
    let (without, withoutCount) = try mean(line[minus], loader, model, console)
    let attribute = with.indices.map { with[$0] - without[$0] }
    let picture = try line[start].map { try loader.picture($0) }
    let origin =
      picture.map { model.encode([$0])[0].point }
      ?? with.indices.map { (with[$0] + without[$0]) / 2 }
    let positions = (0..<line[count]).map { step in
      line[strength] * (2 * Double(step) / Double(line[count] - 1) - 1)
    }
    let walk = positions.map { t in origin.indices.map { origin[$0] + Float(t) * attribute[$0] } }
    let cells = (picture.map { [$0.picture] } ?? []) + model.pictures(of: walk)
    try output.write(grid.draw(cells), to: file)
    let length = attribute.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    try console.answer(
      [
        "command": "arithmetic", "model": .string(model.path), "files": [.string(file.path)],
        "plus": .integer(withCount), "minus": .integer(withoutCount),
        "attribute": JSON(attribute), "positions": JSON(positions),
      ],
      "\(file): \(NumberText.counted(withCount, "picture")) against \(withoutCount), "
        + "\(NumberText.fixed(length, 2)) apart in the latent space")
    return .done
  }

  private static func mean(
    _ paths: [String], _ loader: PictureLoader, _ model: ModelInUse, _ console: Console
  ) throws -> ([Float], count: Int) {
    var sum = [Double](repeating: 0, count: model.architecture.latents)
    var count = 0
    func add(_ code: [Float]) {
      for j in sum.indices { sum[j] += Double(code[j]) }
      count += 1
    }
    var files: [String] = []
    for path in paths {
      if let codes = try model.codes(labelled: path) {
        codes.forEach(add)
      } else {
        files.append(path)
      }
    }
    if !files.isEmpty {
      try loader.forEachBatch(in: files, console) { model.encode($0).map(\.point).forEach(add) }
    }
    return (sum.map { Float($0 / Double(count)) }, count)
  }
}
