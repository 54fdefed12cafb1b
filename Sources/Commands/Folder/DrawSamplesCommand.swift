import Files
import Options
import SamplePictures

/// `vae-img draw-samples DIR`: the project's own pictures, for training on.
enum DrawSamplesCommand {
  static let folder = Argument("DIR", .one, completion: .folders, "folder to fill")
  static let count = Option(
    "count", short: "n", .integer(1...100_000), default: 1000, "number of faces")

  static let command = Command(
    "draw-samples", "draw a folder of sample faces",
    examples: [
      Example("vae-img draw-samples SampleImages --force", "the faces that come with the program"),
      Example("vae-img draw-samples many -n 10000", "ten thousand"),
    ],
    arguments: [folder],
    options: [
      OptionGroup("Drawing", [count.declaration, Common.seed.declaration]), Common.writing([]),
      Common.program(),
    ],
    details: """
      Faces drawn from known factors (skin, hair, eyes, mouth, turn of the head, light, background), which
      factors.csv lists: the same pictures, byte for byte, for the same seed. PNG and JPEG, several sizes,
      some grey, some with transparency, one of each EXIF orientation.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let path = line[folder].first ?? ""
    let names = (0..<line[count]).map(SamplePictures.name) + [SamplePictures.tableName]
    _ = try Output(line).folder(path, for: names)
    try SamplePictures.generate(into: path, count: line[count], seed: line[Common.seed])
    try console.answer(
      ["command": "draw-samples", "folder": .string(path), "pictures": .integer(line[count])],
      "\(path): \(NumberText.counted(line[count], "face")) and \(SamplePictures.tableName)")
    return .done
  }
}
