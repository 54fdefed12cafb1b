import Analysis
import Files

/// How like pictures of the set the drawn ones are, without a network that was trained on others: gathered of
/// the first pictures, compared with as many drawn ones.
struct Likeness {
  private let most: Int
  private var thumbnails: [[Float]] = []
  private var spectrum: Spectrum
  private let model: ModelInUse

  init(_ model: ModelInUse, most: Int) {
    self.model = model
    self.most = most
    spectrum = Likeness.spectrum(model)
  }

  mutating func add(_ picture: FittedPicture) {
    guard thumbnails.count < most else { return }
    spectrum.add(picture.values.span)
    thumbnails.append(thumbnail(picture.values))
  }

  /// Against draws of the model's own sampler, numbered from `seed` on.
  func result(seed: UInt64) throws -> Result {
    let count = thumbnails.count
    let codes = model.codes(
      try model.source(nil), numbers: (0..<UInt64(count)).map { seed &+ $0 }, temperature: 1)
    var drawn = Likeness.spectrum(model)
    var drawnThumbnails: [[Float]] = []
    let together = model.architecture.picturesTogether
    for start in stride(from: 0, to: count, by: together) {
      for values in model.decode(Array(codes[start..<min(start + together, count)])) {
        drawn.add(values.span)
        drawnThumbnails.append(thumbnail(values))
      }
    }
    return Result(
      pictures: count, octaves: ratios(drawn.octaves, spectrum.octaves),
      pairs: ratios(drawn.pairs, spectrum.pairs),
      neighbourhoods: Neighbourhoods(real: thumbnails, drawn: drawnThumbnails))
  }

  private static func spectrum(_ model: ModelInUse) -> Spectrum {
    Spectrum(
      width: model.architecture.width, height: model.architecture.height,
      channels: model.architecture.channels)
  }

  private func thumbnail(_ values: [Float]) -> [Float] {
    Neighbourhoods.thumbnail(
      values.span, width: model.architecture.width, height: model.architecture.height,
      channels: model.architecture.channels)
  }

  private func ratios(_ drawn: [Double], _ real: [Double]) -> [Double] {
    zip(drawn, real).map { $1 > 0 ? $0 / $1 : .nan }
  }

  struct Result {
    let pictures: Int
    /// Energy of the drawn pictures over that of the given ones, coarse to fine.
    let octaves: [Double]
    /// The same at pixel pairs, across and down.
    let pairs: [Double]
    let neighbourhoods: Neighbourhoods?

    var members: [JSON.Member] {
      [
        JSON.Member("drawn", .integer(pictures)), JSON.Member("octaves", JSON(octaves)),
        JSON.Member("pixel_pairs", JSON(pairs)),
        JSON.Member("precision", JSON(neighbourhoods?.precision)),
        JSON.Member("recall", JSON(neighbourhoods?.recall)),
      ]
    }

    var rows: [(String, String)] {
      let listed = { (values: [Double]) in
        values.map { NumberText.fixed($0, 2) }.joined(separator: " ")
      }
      let drawn = NumberText.counted(pictures, "drawn picture")
      return [
        ("sharpness", "\(listed(octaves)) of the energy, coarse to fine, in \(drawn)"),
        ("pixel pairs", "\(listed(pairs)) of the energy, across and down"),
      ]
        + (neighbourhoods.map {
          [
            (
              "likeness",
              "\(NumberText.fixed(100 * $0.precision, 1)) % of the drawn pictures plausible, "
                + "\(NumberText.fixed(100 * $0.recall, 1)) % of the given ones covered"
            )
          ]
        } ?? [])
    }
  }
}
