import Autoencoder
import Files
import Foundation
import KernelSelection
import Testing

import Pages

@Suite("A page of a model holds all that draws its pictures")
struct ExplorePageTests {
  private static let kernels = KernelSelection.available[0]
  private static let count = 30

  private func page(_ model: Model, name: String = "faces") throws -> String {
    let inference = Inference(model, kernels: Self.kernels, team: .init(threads: 1))
    let latents = model.architecture.latents
    let directions = inference.principalDirections(
      2, at: [Array(repeating: 0, count: latents)], deviations: Array(repeating: 1, count: latents))
    let settings = ExplorePage.Settings(
      name: name, directions: directions, range: 3, drawsBetweenCodes: model.neighbours != nil,
      seed: .max)
    return try #require(ExplorePage(model, settings, kernels: Self.kernels)).text
  }

  private func model(hasCodes: Bool) throws -> Model {
    let architecture = try Architecture(
      height: 8, width: 16, channels: 3, filters: 4, stages: 2, latentsPerPlace: 6)
    let model = TrainingState(
      architecture, seed: 3, pixelMean: [0.5, 0.5, 0.5], kernels: Self.kernels
    ).average
    if hasCodes {
      let codes = (0..<6 * Self.count).map { Float(sin(Double($0 * $0))) }
      model.neighbours = CodeNeighbours(codes: codes, latents: 6, kernels: Self.kernels)
    }
    return model
  }

  /// The text of the element with this id.
  private func element(_ id: String, of page: String) throws -> String {
    let start = try #require(page.firstRange(of: "id=\"\(id)\">")).upperBound
    let end = try #require(page[start...].firstRange(of: "</script>")).lowerBound
    return String(page[start..<end])
  }

  private func words(of page: String) throws -> [UInt16] {
    let letters = try element("numbers", of: page)
    let bytes = Array(try #require(Data(base64Encoded: letters)))
    return stride(from: 0, to: bytes.count, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
  }

  @Test("its numbers are those of the decoder, the directions and the codes, in this order")
  func numbers() throws {
    let model = try model(hasCodes: true)
    let page = try page(model)
    let words = try words(of: page)
    let decoder = PortableDecoder(model)
    // Decoder, two directions, mean and two axes, codes, and eight near ones of each.
    #expect(words.count == decoder.numbers.count + 6 * (2 + 3 + Self.count) + 8 * Self.count)
    #expect(
      words.prefix(decoder.numbers.count) == decoder.numbers.map { Float16($0).bitPattern }[...])
    let codes = try #require(model.neighbours)
    let near = codes.nearest(to: Array(0..<Self.count), Self.kernels)
    #expect(words.suffix(8 * Self.count).map(Int.init) == near.flatMap { $0 })
    let before = words.dropLast(8 * Self.count).suffix(6 * Self.count)
    #expect(Array(before) == codes.codes.map { Float16($0).bitPattern })
    let facts = try JSON(parsing: element("facts", of: page))
    #expect(facts["layers"] == decoder.layers && facts["width"] == 16 && facts["height"] == 8)
    #expect(facts["codes"]?["count"]?.integer == Self.count && facts["codes"]?["near"] == 8)
    #expect(facts["seed"]?.string == "18446744073709551615")
  }

  @Test(
    "of each label that has codes enough it holds which they are, and which of these are near to each"
  )
  func labels() throws {
    let model = try model(hasCodes: true)
    model.neighbours?.labels = CodeLabels((0..<Self.count).map { $0 % 4 == 3 ? "few" : "<many>" })
    let codes = try #require(model.neighbours)
    let (page, words) = (try page(model), try words(of: page(model)))
    let many = (0..<Self.count).filter { $0 % 4 != 3 }
    let own = try #require(codes.only(labelled: "<many>"))
    let near = own.nearest(to: Array(many.indices), Self.kernels).flatMap { $0.map { many[$0] } }
    #expect(words.suffix(9 * many.count).map(Int.init) == many + near)
    let facts = try JSON(parsing: element("facts", of: page))
    #expect(
      facts["codes"]?["labels"]
        == .array([["name": "<many>", "count": .integer(many.count)]]))
    #expect(!page.contains("<many>"))
  }

  @Test("without codes it has none, and draws from the prior")
  func withoutCodes() throws {
    let model = try model(hasCodes: false)
    let page = try page(model)
    #expect(try words(of: page).count == PortableDecoder(model).numbers.count + 2 * 6)
    let facts = try JSON(parsing: element("facts", of: page))
    #expect(facts["codes"] == .null && facts["draws_between_codes"] == false)
  }

  @Test("it loads nothing, and no name breaks out of it")
  func closed() throws {
    let page = try page(model(hasCodes: true), name: "</script><img src=x>{{facts}}")
    #expect(page.contains("default-src 'none'") && !page.contains("{{name}}"))
    for word in ["http:", "https:", "<img", "<link", "@import", "fetch(", "XMLHttpRequest"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.components(separatedBy: "</script>").count == 4)
    #expect(page.contains("<h1>&lt;/script&gt;&lt;img src=x&gt;{{facts}}</h1>"))
  }

  @Test("weights that 16 bits cannot hold give no page")
  func overflow() throws {
    let model = try model(hasCodes: false)
    let last = try #require(model.network.parameters.tensors.last)
    let part = model.weights.shared[last.range]
    var numbers = part.mutableSpan
    numbers[0] = 70_000
    let settings = ExplorePage.Settings(
      name: "", directions: [], range: 3, drawsBetweenCodes: false, seed: 0)
    #expect(ExplorePage(model, settings, kernels: Self.kernels) == nil)
  }
}
