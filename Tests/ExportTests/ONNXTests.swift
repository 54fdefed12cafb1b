import Autoencoder
import Exports
import Testing

@Suite("A model as ONNX does what the program does")
struct ONNXTests {
  /// Grey and colour, wide and high, each likelihood, with and without residual blocks, normalisation, a last
  /// convolution and stages at all, down to pictures of one pixel on the coarse side.
  static let architectures: [Architecture] = {
    func make(
      _ width: Int, _ height: Int, _ channels: Int, _ likelihood: Likelihood, stages: Int? = nil,
      latents: Int = 5, codeShape: Architecture.CodeShape = .vector, residual: Bool = false,
      normalisation: Architecture.Normalisation = .group, outputFilters: Int = 0
    ) -> Architecture? {
      try? Architecture(
        height: height, width: width, channels: channels, filters: 6, stages: stages,
        latentsPerPlace: latents, codeShape: codeShape, residual: residual,
        normalisation: normalisation,
        likelihood: likelihood,
        outputFilters: outputFilters)
    }
    return [
      make(16, 8, 1, .gaussian), make(8, 16, 3, .bernoulli),
      make(16, 16, 3, .laplace, residual: true),
      make(8, 8, 3, .logistic, outputFilters: 4),
      make(12, 8, 1, .fixedGaussian(sigma: 0.1), stages: 0),
      make(4, 4, 3, .gaussian, stages: 2, normalisation: .none),
      make(8, 8, 1, .gaussian, stages: 2, residual: true, outputFilters: 3),
      make(1, 1, 3, .gaussian, stages: 0),
      make(12, 8, 3, .gaussian, stages: 2, latents: 3, codeShape: .map),
    ].compactMap { $0 }
  }()

  private func expect(_ found: Values?, _ wanted: [Float], _ what: String) throws {
    let found = try #require(found)
    try #require(found.numbers.count == wanted.count)
    let difference = zip(found.numbers, wanted).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    #expect(difference <= 1e-5, "\(what)")
    #expect(Set(wanted).count > wanted.count / 4, "\(what) hardly varies")
  }

  @Test("its operations give the same codes and pictures", arguments: architectures)
  func agrees(_ a: Architecture) throws {
    let exported = try ExportedModel(a)
    let encoder = try ONNXReading(ONNXFile.bytes(exported.model, .encoder))
    let gaussians = try encoder.run(["pictures": exported.pictures])
    #expect(Set(gaussians.keys) == ["mean", "log_variance"])
    try expect(gaussians["mean"], exported.means, "mean")
    try expect(gaussians["log_variance"], exported.logVariances, "log-variance")

    let decoder = try ONNXReading(ONNXFile.bytes(exported.model, .decoder))
    let pictures = try decoder.run(["codes": exported.codes])
    #expect(Set(pictures.keys) == ["decoded"])
    try expect(pictures["decoded"], exported.decoded, "decoded")

    let both = try ONNXReading(ONNXFile.bytes(exported.model, .both))
    let all = try both.run(["pictures": exported.pictures])
    try expect(all["mean"], exported.means, "mean of both")
    try expect(all["log_variance"], exported.logVariances, "log-variance of both")
    try expect(all["decoded"], exported.reconstructed, "decoded of both")
  }

  @Test("log-variances and pixels stay within the bounds that the program keeps")
  func bounds() throws {
    let exported = try ExportedModel(Self.architectures[0])
    let latents = exported.model.architecture.latents
    for tensor in exported.model.network.parameters.tensors {
      let part = exported.model.weights.shared[tensor.range]
      var numbers = part.mutableSpan
      if tensor.name == "head.bias" { (numbers[latents], numbers[latents + 1]) = (1000, -1000) }
      if tensor.name == "decoder.0.bias" { numbers[0] = 1000 }
    }
    let file = try ONNXReading(ONNXFile.bytes(exported.model, .both))
    let found = try file.run(["pictures": exported.pictures])
    #expect(found["log_variance"]?.numbers.prefix(2) == [8, -12])
    #expect(found["decoded"]?.numbers.allSatisfy { $0 == 1 } == true)
  }

  @Test("no architecture is left out because it cannot be")
  func count() { #expect(Self.architectures.count == 9) }

  @Test("the file says which ONNX it is, and how pictures are prepared")
  func notes() throws {
    let exported = try ExportedModel(Self.architectures[1])
    let file = try ONNXReading(ONNXFile.bytes(exported.model, .both))
    #expect(file.format == [8] && file.operations == [17])
    #expect(file.inputs["pictures"] == [nil, 3, 16, 8])
    #expect(
      file.notes == [
        "width": "8", "height": "16", "channels": "RGB", "layout": "NCHW", "range": "0 to 1",
        "fit": "crop", "background": "#0102ff", "likelihood": "bernoulli",
        "Image.BitmapPixelFormat": "Rgb8", "Image.ColorSpaceGamma": "SRGB",
        "Image.NominalPixelRange": "Normalized_0_1",
      ])
    let grey = try ExportedModel(Self.architectures[0])
    grey.model.likelihood.value = 0.25
    let notes = try ONNXReading(ONNXFile.bytes(grey.model, .decoder)).notes
    #expect(notes["channels"] == "gray" && notes["Image.BitmapPixelFormat"] == "Gray8")
    #expect(notes["sigma"] == "0.5")
    grey.model.preprocessing = .null
    #expect(throws: (any Error).self) { try ONNXFile.bytes(grey.model, .encoder) }
  }

  @Test("a model of more than two gigabytes is refused before it is made")
  func tooLarge() throws {
    let huge = try Architecture(
      height: 256, width: 256, channels: 1, filters: 1, stages: 0, latentsPerPlace: 4096)
    #expect(throws: ONNXError.self) { try ONNXFile.check(huge) }
  }
}
