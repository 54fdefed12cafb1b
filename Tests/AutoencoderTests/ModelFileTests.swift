import Autoencoder
import Files
import Foundation
import KernelContract
import Tensors
import Testing
import Threads

@Suite("A model file gives the model back, or is refused")
struct ModelFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("vae-img-model-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("model.safetensors").path)
  }

  private func model() throws -> Model {
    let architecture = try Architecture(
      height: 4, width: 8, channels: 1, filters: 4, stages: 1, latents: 2, likelihood: .laplace)
    let model = TrainingState(architecture, seed: 1, pixelMean: [0.5], kernels: plain).average
    model.likelihood = LikelihoodState(value: 0.0625, batches: 12)
    model.mixture = LatentMixture(
      latents: 2,
      components: [
        LatentMixture.Component(share: 0.25, mean: [1, 2], factor: [1, 0, 0.5, 2])!,
        LatentMixture.Component(share: 0.75, mean: [0, -1], factor: [0.1, 0, 3, 0.2])!,
      ])
    model.preprocessing = ["crop": "center"]
    model.summary = ["steps": 7, "seconds": 1.5]
    return model
  }

  @Test("Written and read, every number is the same")
  func roundTrip() throws {
    try inFolder { path in
      let written = try model()
      try ModelFile.write(written, to: path, replacing: false)
      let read = try ModelFile.read(path)
      #expect(read.architecture == written.architecture)
      #expect(bits(read.weights) == bits(written.weights))
      #expect(read.likelihood == written.likelihood)
      #expect(read.mixture == written.mixture)
      #expect(read.preprocessing == written.preprocessing)
      #expect(read.summary == written.summary)
    }
  }

  @Test("Every truncation and every flipped bit is refused")
  func damage() throws {
    try inFolder { path in
      try ModelFile.write(try model(), to: path, replacing: false)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in stride(from: 0, to: whole.count, by: 41) {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(throws: ModelFileError.self, "\(length) of \(whole.count) bytes") {
          _ = try ModelFile.read(path)
        }
      }
      for position in stride(from: 0, to: whole.count, by: 23) {
        var flipped = whole
        flipped[position] ^= 1 << (position % 8)
        try flipped.write(to: URL(fileURLWithPath: path))
        #expect(throws: ModelFileError.self, "a bit of byte \(position)") {
          _ = try ModelFile.read(path)
        }
      }
    }
  }

  @Test("A file that is no model of this program says which and what to do")
  func otherFiles() throws {
    try inFolder { path in
      #expect(message(path).contains("train one with"))
      var writer = try SafetensorsWriter(path, metadata: [("kind", "other")], entries: [])
      try writer.finish(replacing: true)
      #expect(message(path).contains("not a model"))
      writer = try SafetensorsWriter(
        path, metadata: [("kind", "vae-img model"), ("format", "2")], entries: [])
      try writer.finish(replacing: true)
      #expect(message(path).contains("use a newer vae-img"))
      let architecture = try model().architecture.json.rendered()
      writer = try SafetensorsWriter(
        path,
        metadata: [
          ("kind", "vae-img model"), ("format", "1"), ("architecture", architecture),
          ("likelihood", #"{"value":1,"batches":1}"#), ("preprocessing", "null"),
          ("summary", "null"),
        ], entries: [])
      try writer.finish(replacing: true)
      #expect(message(path).contains("encoder.0.weight is missing or wrong"))
    }
  }

  @Test("Weights that are no numbers are refused", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(_ value: Float) throws {
    try inFolder { path in
      let model = try model()
      var weights = model.weights.shared.mutableSpan
      weights[0] = value
      try ModelFile.write(model, to: path, replacing: false)
      #expect(message(path).contains("is missing or wrong"), "\(message(path))")
    }
  }

  @Test("A mixture of more components than any file could hold is refused")
  func beyondCounting() throws {
    try inFolder { path in
      let architecture = try Architecture(
        height: 4, width: 4, channels: 1, filters: 1, stages: 1, latents: 4096,
        likelihood: .laplace)
      let model = TrainingState(architecture, seed: 1, pixelMean: [0.5], kernels: plain).average
      try ModelFile.write(model, to: path, replacing: false)
      let file = try SafetensorsFile(path)
      // 2^16 + 1 components of 2^24 numbers are more than 2^40.
      let shares = [Double](repeating: 1, count: 1 << 16 + 1)
      var writer = try SafetensorsWriter(
        path, metadata: file.metadata.map { (key: $0.key, value: $0.value) },
        entries: file.entries + [
          Safetensors.Entry("mixture.shares", .float64, shape: [shares.count])
        ])
      for entry in file.entries {
        var numbers = [Float](repeating: 0, count: entry.count)
        var span = numbers.mutableSpan
        try file.read(entry.name, into: &span)
        try writer.append(numbers.span)
      }
      try writer.append(shares.span)
      try writer.finish(replacing: true)
      #expect(message(path).contains("its mixture is missing or wrong"))
    }
  }

  private func message(_ path: String) -> String {
    do {
      _ = try ModelFile.read(path)
      return "no error"
    } catch { return error.description }
  }
}
