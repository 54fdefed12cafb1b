import CLibrary
import Files
import Images
import Options

/// `vae-img sample`: new pictures, each a function of its number alone.
enum SampleCommand {
  private static let standardName = "samples.png"
  static let argument = Argument("OUT", .optional, "grid to write, PNG or JPEG [\(standardName)]")
  static let out = Option("out", short: "o", .file, "the same: -o OUT")
  static let count = Option(
    "count", short: "n", .integer(1...100_000), default: 64, "number of pictures")
  static let seeds = Option(
    "seeds", .seeds, showing: "from --seed on", "numbers of the pictures: 0-63")
  static let sampler = Option(
    "sampler", .choice as ValueType<Sampler>, showing: "the better one",
    "distribution to draw codes from")
  static let temperature = Option(
    "temperature", .number(0...10), default: 1, "lower is safer, higher more varied")
  static let label = Option(
    "label", ValueType("NAME", "the name of a label") { $0.isEmpty ? nil : $0 }, showing: "all",
    "draw of this kind (train --labels folders)")
  static let like = Option("like", .file, "draw variations of this picture")
  static let each = Common.each()

  static let command = Command(
    "sample", "draw new pictures from a trained model",
    examples: [
      Example("vae-img sample -n 64 out.png", "64 new pictures in one grid"),
      Example("vae-img sample --seeds 3,7,20-24 --each faces", "one file for each"),
    ],
    arguments: [argument],
    options: [
      OptionGroup(
        "Drawing",
        [
          count.declaration, seeds.declaration, Common.seed.declaration, sampler.declaration,
          temperature.declaration, label.declaration, like.declaration,
          Common.stochastic.declaration,
        ]),
      Common.writing([
        out.declaration, each.declaration, Common.columns.declaration, Common.scale.declaration,
      ]),
      Common.readingEach,
    ] + Common.usingModel,
    details: """
      Picture number s is the same whatever else is drawn with it, on any number of threads. Without
      --seeds the numbers are --seed, --seed + 1 and so on. --sampler neighbours draws codes between those
      of training pictures that are alike, prior from N(0, I), where few pictures have their codes. --like draws
      around the code of a picture: its mean plus half the temperature times a draw from N(0, I); with --stochastic the half is the spread of q(z|x) in each
      latent, so that at temperature 1 codes are drawn from q itself.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.refuse(seeds, with: count)
    try line.refuse(seeds, with: Common.seed)
    try line.refuse(like, with: sampler)
    try line.refuse(label, with: like)
    if line[sampler] == .prior { try line.refuse(label, with: sampler) }
    try line.require(like, for: Common.stochastic)
    try line.require(like, for: Common.acceptTruncated)
    try line.require(like, for: Common.maxPixels)
    if line.has(out), let word = line[argument].first {
      throw UsageError.rule("'\(word)' and --out both name the grid; give one of them")
    }
    let numbers = try (line[seeds] ?? SeedList(from: line[Common.seed], count: line[count])).seeds
    let output = Output(line)
    let typed = line[argument].first ?? line[out]
    let file = try output.grid(typed, or: standardName, beside: line[each])
    try line.refuseColumns(unless: file)
    let model = try ModelInUse(line)
    let grid = try file.map {
      try model.grid(of: numbers.count, line, columns: line[Common.columns], for: $0)
    }
    let files = try line[each].map { folder in
      try PictureFiles(
        in: folder, numbers.map { "sample-\(NumberText.padded(Int($0), 6)).png" }, line, model,
        output)
    }
    let source = try source(line, model)
    let codes = model.codes(source, numbers: numbers, temperature: Float(line[temperature]))
    let pictures = model.pictures(of: codes)
    if let file, let grid { try output.write(grid.draw(pictures), to: file) }
    try files?.write(pictures)
    let written = (file.map { [$0.path] } ?? []) + (files?.paths ?? [])
    try console.answer(
      [
        "command": "sample", "model": .string(model.path), "source": .string(source.name),
        "numbers": .array(numbers.map { .integer(Int($0)) }), "files": JSON(written),
      ],
      "\(NumberText.counted(pictures.count, "picture")) \(source.phrase): \(named(written))")
    return .done
  }

  private static func source(_ line: ParsedLine, _ model: ModelInUse) throws -> DrawSource {
    if let path = line[like] {
      let picture = try PictureLoader(line, model).picture(path)
      let code = model.encode([picture])[0]
      let spread = code.logVariance.map { line[Common.stochastic] ? exp($0 / 2) : 0.5 }
      return .around(code.mean, spread: spread)
    }
    return try model.source(line[sampler], label: line[label])
  }

  private static func named(_ files: [String]) -> String {
    if files.count <= 2 { return files.joined(separator: " and ") }
    return "\(files[0]) ... \(files[files.count - 1])"
  }
}
