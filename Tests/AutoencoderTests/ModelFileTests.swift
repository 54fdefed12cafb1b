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
      height: 4, width: 8, channels: 1, filters: 4, stages: 1, latentsPerPlace: 2,
      likelihood: .laplace)
    let model = TrainingState(architecture, seed: 1, pixelMean: [0.5], kernels: plain).average
    model.likelihood = LikelihoodState(value: 0.0625, batches: 12)
    model.neighbours = CodeNeighbours(
      codes: (0..<40).map { Float($0) / 8 }, latents: 2, reaches: (1...20).map { Float($0) / 4 },
      spread: 1.25)
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
      #expect(read.neighbours == written.neighbours && read.neighbours != nil)
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

  @Test(
    "Codes that no training leaves are refused before memory is taken for them",
    arguments: [
      ([1 << 20, 2], nil, [1]), ([20, 3], nil, [1]), ([19, 2], nil, [1]), ([40], nil, [1]),
      ([20, 2], nil, [2]), ([0, 2], nil, [1]), ([20, 2], [21], [1]), ([20, 2], [20, 1], [1]),
    ] as [([Int], [Int]?, [Int])])
  func foreignCodes(_ codes: [Int], _ reaches: [Int]?, _ spread: [Int]) throws {
    try inFolder { path in
      try writeCodes(codes, reaches, spread, to: path)
      #expect(message(path).contains("its neighbours.codes is missing or wrong"))
    }
  }

  @Test("Labels are those that were written")
  func labels() throws {
    try inFolder { path in
      let model = try model()
      let labels = (0..<20).map { ["dogs", "cats", "\u{1B}[2J"][$0 % 3] }
      model.neighbours?.labels = CodeLabels(labels)
      try ModelFile.write(model, to: path, replacing: false)
      let read = try #require(try ModelFile.read(path).neighbours)
      #expect(read == model.neighbours)
      let names = try #require(read.labels?.names)
      #expect(names == ["\u{1B}[2J", "cats", "dogs"])
      #expect(read.labels?.places.map { names[$0] } == labels)
    }
  }

  @Test(
    "Labels that no training leaves are refused",
    arguments: [
      (#"["a","b"]"#, 0.5), (#"["a"]"#, 1), (#"["a","b"]"#, -1), (#"["b","a"]"#, 1),
      (#"["a","a"]"#, 1), ("[1,2]", 1), ("{}", 1), ("[", 1), (#"["a"]"#, .nan), (nil, 1),
    ] as [(String?, Float)])
  func foreignLabels(_ names: String?, _ place: Float) throws {
    try inFolder { path in
      let model = try model()
      try ModelFile.write(model, to: path, replacing: false)
      try append(
        [Safetensors.Entry("neighbours.labels", shape: [20])], to: path, value: place,
        metadata: names.map { [(key: "labels", value: $0)] } ?? [])
      #expect(message(path).contains("its neighbours.labels is missing or wrong"))
    }
  }

  @Test("Codes of an earlier version reach equally far")
  func withoutReaches() throws {
    try inFolder { path in
      try writeCodes([20, 2], nil, [1], to: path)
      let read = try #require(try ModelFile.read(path).neighbours)
      #expect(read.reaches == [Float](repeating: 1, count: 20))
    }
  }

  @Test("A model of an earlier version is read without the mixture that it holds")
  func mixture() throws {
    try inFolder { path in
      let written = try model()
      written.neighbours = nil
      try ModelFile.write(written, to: path, replacing: false)
      try append(
        [
          Safetensors.Entry("mixture.means", shape: [1, 2]),
          Safetensors.Entry("mixture.factors", shape: [1, 2, 2]),
        ], to: path)
      let read = try ModelFile.read(path)
      #expect(bits(read.weights) == bits(written.weights) && read.neighbours == nil)
    }
  }

  /// Writes a model with codes of these shapes, and reaches if they have one.
  private func writeCodes(
    _ codes: [Int], _ reaches: [Int]?, _ spread: [Int], to path: String
  ) throws {
    let model = try model()
    model.neighbours = nil
    try ModelFile.write(model, to: path, replacing: false)
    let shapes = [("codes", codes), ("reaches", reaches), ("spread", spread)]
    try append(
      shapes.compactMap { name, shape in
        shape.map { Safetensors.Entry("neighbours.\(name)", shape: $0) }
      }, to: path)
  }

  /// Writes a model file again with further tensors, all of one value, and texts.
  private func append(
    _ entries: [Safetensors.Entry], to path: String, value: Float = 1,
    metadata: [(key: String, value: String)] = []
  ) throws {
    let file = try SafetensorsFile(path)
    var writer = try SafetensorsWriter(
      path, metadata: file.metadata.map { (key: $0.key, value: $0.value) } + metadata,
      entries: file.entries + entries)
    for entry in file.entries {
      var numbers = [Float](repeating: 0, count: entry.count)
      var span = numbers.mutableSpan
      try file.read(entry.name, into: &span)
      try writer.append(numbers.span)
    }
    for entry in entries {
      let numbers = [Float](repeating: value, count: entry.count)
      try writer.append(numbers.span)
    }
    try writer.finish(replacing: true)
  }

  private func message(_ path: String) -> String {
    do {
      _ = try ModelFile.read(path)
      return "no error"
    } catch { return error.description }
  }
}
