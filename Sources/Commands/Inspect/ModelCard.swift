import Files
import Images
import Training

/// A model at a glance: how its training went, above two rows of what it draws. Of a damaged file, or of
/// a model that was saved before its first report, it shows the part that there is.
struct ModelCard {
  /// What it is written to.
  let file: PictureDestination
  private let title: String
  private let history: LossHistory?
  private let samples: Samples?

  init(_ inspection: Inspection, _ line: ParsedLine, for file: PictureDestination) throws {
    self.file = file
    title = inspection.title
    history = inspection.history
    let isWhole = inspection.problems.isEmpty
    samples = isWhole ? try Samples(ModelInUse(line, in: inspection.path), line) : nil
    if history == nil, samples == nil {
      throw DataError(
        "no card can be drawn of \(inspection.path): \(inspection.problems.joined(separator: "; "))"
      )
    }
  }

  var picture: Picture {
    let column = Column(width: max(1200, samples?.picture.width ?? 0))
    return column.draw([
      .init(title, history.map { column.draw($0.chart) }),
      .init(
        samples.map { "Samples \($0.phrase)" } ?? "No samples: the file gives no model",
        samples?.picture),
    ])
  }

  /// What the card shows, and why not more.
  var text: String {
    let losses = history == nil ? "no losses, which the file does not tell" : "losses"
    let drawn =
      samples.map { "samples \($0.phrase)" } ?? "no samples, since the file gives no model"
    return "\(file): \(losses); \(drawn)"
  }

  var json: JSON {
    ["chart": .boolean(history != nil), "samples": samples?.json ?? .null]
  }
}

extension ModelCard {
  /// Two rows of pictures, those that `sample` draws of the same numbers.
  private struct Samples {
    let source: DrawSource
    let numbers: [UInt64]
    let picture: Picture

    /// Small pictures are enlarged to about so many pixels on their long side, and a row of them is at
    /// most so wide.
    private static let (side, row) = (64, 1160)

    init(_ model: ModelInUse, _ line: ParsedLine) throws {
      let (width, height) = (model.architecture.width, model.architecture.height)
      var grid = Grid()
      grid.scale = max(1, Samples.side / max(width, height))
      let columns = max(1, (Samples.row - grid.gap) / (width * grid.scale + grid.gap))
      grid.columns = columns
      numbers = try SeedList(from: line[Common.seed], count: 2 * columns).seeds
      source = try model.source(nil)
      picture = grid.draw(
        model.pictures(of: model.codes(source, numbers: numbers, temperature: 1)))
    }

    /// Completes "samples ...".
    var phrase: String {
      "\(numbers.first ?? 0) to \(numbers.last ?? 0) \(source.phrase)"
    }

    var json: JSON {
      ["source": .string(source.name), "numbers": .array(numbers.map { .integer(Int($0)) })]
    }
  }
}
