import Analysis
import Files
import Images
import Options

/// `vae-img interpolate a.png b.png`: the walk from one picture's code to another's.
enum InterpolateCommand {
  static let pictures = Argument("PICTURE", .twoOrMore, "stops of the walk")
  static let out = Option(
    "out", short: "o", .file, showing: standardName, "strip to write, PNG or JPEG")
  static let count = Option(
    "count", short: "n", formerly: "steps", .integer(2...1000), default: 9,
    "pictures per leg, its stops included")
  static let curve = Option(
    "curve", formerly: "path", .choice as ValueType<LatentPath>, default: .slerp,
    "follow the arc or the line")
  static let each = Common.each(formerly: "frames")
  static let animate = Option("animate", .file, "looping GIF or APNG to write, there and back")

  private static let standardName = "interpolation.png"

  static let command = Command(
    "interpolate", "walk from one picture to another",
    examples: [
      Example("vae-img interpolate a.png b.png", "writes interpolation.png"),
      Example(
        "vae-img interpolate a.png b.png c.png -o walk.png", "through three, one row per leg"),
      Example("vae-img interpolate a.png b.png --animate walk.gif", "as an animation"),
    ],
    arguments: [pictures],
    options: [
      OptionGroup("Walk", [count.declaration, curve.declaration]), Common.coding,
      Common.writing([
        out.declaration, each.declaration, animate.declaration, Common.scale.declaration,
      ]),
      Common.readingEach,
    ] + Common.usingModel,
    details: """
      Each row of the strip is one leg: the original of its first stop, its reconstruction, the walk, the
      reconstruction of its last stop and that one's original. slerp turns the direction of the code at an
      even pace and so stays where codes of pictures are; lerp goes straight. The animation walks from stop
      to stop and back, 24 pictures a leg, for ever.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(Common.stochastic, for: Common.seed)
    let output = Output(line)
    let strip = try output.grid(line[out], or: standardName, beside: line[each])
    let animation = try line[animate].map { try output.animation($0) }
    let model = try ModelInUse(line)
    let count = line[count]
    let legs = line[pictures].count - 1
    let walkLength = (count - 1) * legs + 1
    let grid = try strip.map {
      try model.grid(of: (count + 2) * legs, line, columns: count + 2, for: $0)
    }
    let frame = try animation.map { try model.grid(of: 1, line, columns: 1, for: $0) }
    let files = try line[each].map { folder in
      try PictureFiles(
        in: folder, (0..<walkLength).map { "frame-\(NumberText.padded($0, 4)).png" }, line, model,
        output)
    }
    let originals = try PictureLoader(line, model).pictures(named: line[pictures])
    let codes = model.encode(originals).map(\.point)
    let walk = line[curve].points(through: codes, steps: walkLength)
    let walked = model.decode(walk)
    let drawn = walked.map(model.picture)

    var cells: [Picture] = []
    for leg in 0..<legs {
      let start = leg * (count - 1)
      cells.append(originals[leg].picture)
      cells += drawn[start..<start + count]
      cells.append(originals[leg + 1].picture)
    }
    if let strip, let grid { try output.write(grid.draw(cells), to: strip) }
    try files?.write(drawn)
    if let animation, let frame {
      let moving = line[curve].points(through: codes, steps: 24 * legs + 1)
      let pictures = model.pictures(of: moving)
      let loop = pictures + pictures.dropFirst().dropLast().reversed()
      try output.write(animation: loop.map { frame.draw([$0]) }, to: animation)
    }
    let shown = [strip, animation].compactMap { $0 }
    let written = shown.map(\.path) + (files?.paths ?? [])
    let continuity = LatentSpace.continuity(walked)
    try console.answer(
      [
        "command": "interpolate", "model": .string(model.path),
        "path": .string(line[curve].rawValue),
        "pictures": .integer(drawn.count), "files": JSON(written),
        "mean_jump": JSON(continuity?.meanJump), "longest_jump": JSON(continuity?.longestJump),
      ],
      "\((shown.map(\.path) + (line[each].map { [$0] } ?? [])).joined(separator: ", ")): "
        + "a walk of \(drawn.count) pictures")
    return .done
  }
}
