import Files
import Pages

/// `vae-img explore`: the model as a page for a browser.
enum ExploreCommand {
  static let out = Option(
    "out", short: "o", .file, default: "explore.html", "page to write")

  static let command = Command(
    "explore", "write a web page that draws pictures as you move",
    examples: [
      Example("vae-img explore", "writes explore.html, for any browser"),
      Example("vae-img explore --run cats -o cats.html", "of another model"),
    ],
    options: [
      OptionGroup("Drawing", [Common.seed.declaration]),
      Common.writing([out.declaration]),
    ] + Common.usingModel,
    details: """
      The page holds the decoder and runs it wherever the page is opened: no network, no server, nothing
      beside the file. It has sliders along the most visible directions, those of traverse, the pictures that
      sample draws of the same numbers, a blend of two training pictures as interpolate goes from one to the other, and a
      map of the codes. --seed is the picture that is shown first. Numbers are kept in 16 bits, so a pixel may differ
      from the program's by 2 of 255. Whoever has the page can decode the codes of training pictures that the model file
      holds, to what the model makes of those pictures.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let output = Output(line)
    let file = try output.file(line[out])
    let model = try ModelInUse(line)
    let isBetween = if case .neighbours = try model.source(nil) { true } else { false }
    let settings = ExplorePage.Settings(
      name: line[Common.model].map(Path.name) ?? Path.name(Path.parent(model.path)),
      directions: model.principalDirections(TraverseCommand.rows.standard),
      range: TraverseCommand.range.standard, drawsBetweenCodes: isBetween, seed: line[Common.seed])
    guard let page = ExplorePage(model.model, settings, kernels: model.kernels) else {
      throw DataError("\(model.path) has weights that are too large for a page; train it again")
    }
    let bytes = Array(page.text.utf8)
    try output.write(bytes, to: file)
    try console.answer(
      [
        "command": "explore", "model": .string(model.path), "files": [.string(file)],
        "bytes": .integer(bytes.count),
      ], "\(file): \(NumberText.bytes(bytes.count)); open it in a browser")
    return .done
  }
}
