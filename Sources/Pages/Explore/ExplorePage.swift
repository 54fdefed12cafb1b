import Autoencoder
import Files
import KernelContract

/// A page that holds a decoder and runs it in whatever browser it is opened in: nothing else is needed, no network
/// is used.
///
/// The numbers of the page are 16-bit words in a row, in the order in which its script takes them: those of the
/// decoder, the steps of the directions, and where there are codes the mean and axes of their plane, the codes, for each
/// the places of those near it, and for each label its codes' places and, for each of these, of those near it that share it.
package struct ExplorePage {
  private let name: String
  private let facts: JSON
  private let numbers: HalfWords

  /// What the page needs to be told beside the model.
  package struct Settings {
    package var name: String
    package var directions: [PrincipalDirection]
    /// A slider goes from minus so many steps to so many.
    package var range: Double
    /// Whether new codes are drawn between those of training pictures, or from the prior.
    package var drawsBetweenCodes: Bool
    /// The picture that is shown first.
    package var seed: UInt64

    package init(
      name: String, directions: [PrincipalDirection], range: Double, drawsBetweenCodes: Bool,
      seed: UInt64
    ) {
      self.name = name
      self.directions = directions
      self.range = range
      self.drawsBetweenCodes = drawsBetweenCodes
      self.seed = seed
    }
  }

  /// Nil where a number of the model is too large for 16 bits.
  package init?(_ model: Model, _ settings: Settings, kernels: any KernelTable) {
    let architecture = model.architecture
    let decoder = PortableDecoder(model)
    // What is drawn from the prior is of no label.
    let labels = settings.drawsBetweenCodes ? model.neighbours?.drawable ?? [] : []
    var numbers = HalfWords()
    numbers.append(decoder.numbers)
    for direction in settings.directions { numbers.append(direction.step) }
    if let codes = model.neighbours {
      let plane = PrincipalPlane(of: codes, kernels)
      numbers.append(plane.mean)
      for axis in plane.axes { numbers.append(axis) }
      numbers.append(codes.codes)
      for near in codes.nearest(to: Array(0..<codes.count), kernels) {
        numbers.append(places: near)
      }
      for label in labels {
        numbers.append(places: label.places)
        for near in label.codes.nearest(to: Array(0..<label.codes.count), kernels) {
          numbers.append(places: near.map { label.places[$0] })
        }
      }
    }
    guard !numbers.hasOverflown else { return nil }
    self.numbers = numbers
    name = settings.name
    facts = [
      "width": .integer(architecture.width),
      "height": .integer(architecture.height), "channels": .integer(architecture.channels),
      "latents": .integer(architecture.latents), "layers": decoder.layers,
      // What makes the mean of a pixel from the decoder's output.
      "mean": architecture.likelihood.isOfLogits ? "sigmoid" : "identity",
      "directions": .array(settings.directions.map { .number($0.change) }),
      "range": .number(settings.range), "seed": .string("\(settings.seed)"),
      "pictures": model.summary["pictures"]?.integer.map { .integer($0) } ?? .null,
      "codes": model.neighbours.map {
        [
          "count": .integer($0.count), "near": .integer(CodeNeighbours.together),
          "spread": .number(Double($0.spread)),
          "labels": .array(
            labels.map { ["name": .string($0.name), "count": .integer($0.codes.count)] }),
          "places": .array([$0.places.height, $0.places.width].map { .integer($0) }),
          "mask": [
            "smoothness": .number(CodeMask.smoothness), "steepness": .number(CodeMask.steepness),
            "tries": .integer(CodeNeighbours.tries),
          ],
        ]
      } ?? .null,
      "draws_between_codes": .boolean(settings.drawsBetweenCodes),
      "streams": [
        "prior": .integer(Int(RandomStream.prior)),
        "neighbours": .integer(Int(RandomStream.neighboursDraw)),
        "mask": .integer(Int(RandomStream.neighboursMask)),
      ],
    ]
  }

  package var text: String {
    let scripts = [
      PackageResources.numbers_js, PackageResources.decoder_js, PackageResources.random_js,
      PackageResources.codes_js, PackageResources.map_js, PackageResources.explore_js,
    ]
    let body = HTML(source: PackageResources.explore_html).filled([
      "name": "\(name)", "facts": HTML(facts), "numbers": HTML(source: numbers.base64),
    ])
    // A picture that is saved is a blob.
    return HTML.page(
      name, pictures: "data: blob:", styles: [PackageResources.explore_css], scripts: scripts,
      body: body
    ).text
  }
}
