import Exports
import Files
import TestSupport
import Testing

@Suite("A model for PyTorch has the same weights in PyTorch's layout")
struct TorchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func numbers(_ file: borrowing SafetensorsFile, _ name: String) throws -> [Float] {
    var numbers = [Float](
      repeating: 0, count: try #require(file.entries.first { $0.name == name }).count)
    var span = numbers.mutableSpan
    try file.read(name, into: &span)
    return numbers
  }

  /// Those of the ONNX file are tried by running it; here they need only be the same.
  @Test("bit for bit those of the ONNX file", arguments: ONNXTests.architectures.indices)
  func weights(_ index: Int) throws {
    let model = try ExportedModel(ONNXTests.architectures[index]).model
    try TorchFile.write(model, .both, to: folder("torch.safetensors"), replacing: false)
    let file = try SafetensorsFile(folder("torch.safetensors"))
    let onnx = try ONNXReading(ONNXFile.bytes(model, .both))
    var count = 0
    for entry in file.entries {
      let name = entry.name.replacing(".norm.weight", with: ".gamma")
        .replacing(".norm.bias", with: ".beta")
      let values = try #require(onnx.constants[name], "\(name)")
      #expect(try numbers(file, entry.name) == values.numbers, "\(name)")
      #expect(values.shape.prefix(entry.shape.count) == entry.shape[...], "\(name)")
      count += entry.count
    }
    #expect(count == model.architecture.parameterCount)
  }

  @Test("it says what the layers are, of the parts that it holds")
  func layers() throws {
    let model = try ExportedModel(ONNXTests.architectures[2]).model
    try TorchFile.write(model, .decoder, to: folder("half.safetensors"), replacing: false)
    let file = try SafetensorsFile(folder("half.safetensors"))
    #expect(file.metadata["kind"] == "vae-img torch" && file.metadata["likelihood"] == "laplace")
    let layers = try JSON(parsing: try #require(file.metadata["layers"]))
    #expect(layers["encoder"] == [])
    let decoder = try #require(layers["decoder"]?.array)
    #expect(
      decoder.map { $0["name"]?.string } == [
        "stem", "stem.inner", "stem.join", "decoder.1", "decoder.1.inner", "decoder.1.join",
        "decoder.0",
      ])
    #expect(
      decoder[3] == [
        "name": "decoder.1", "kind": "conv_transpose2d", "stride": 2, "padding": 1,
        "shape": [6, 8, 8], "adds_skip": false, "groups": 6, "activation": "silu",
      ])
    #expect(decoder[2]["adds_skip"] == true && decoder[2]["kind"] == "conv2d")
    #expect(file.entries.allSatisfy { !$0.name.hasPrefix("encoder") && !$0.name.hasPrefix("head") })
  }
}
