import Foundation
import TestSupport
import Testing
import VAEImg

@Suite("From Swift")
struct LibraryTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let drawn = try Binary.run(["draw-samples", "faces", "-n", "24"], in: folder.path)
    try #require(drawn.code == 0)
  }

  private func training(_ run: String, steps: Int, more: [String: String] = [:]) -> ImageTraining {
    let options = ["size": "16", "preset": "small", "batch": "4", "steps": "\(steps)"]
    return ImageTraining(
      on: [folder("faces")], in: folder(run), options: options.merging(more) { $1 }, threads: 2)
  }

  @Test("a training tells how it goes, and ends in the program's own model")
  func trains() async throws {
    var updates: [ImageTraining.Update] = []
    for try await update in training("run", steps: 30).updates() { updates.append(update) }
    guard case .finished(let file)? = updates.last else {
      Issue.record("the last update is \(String(describing: updates.last))")
      return
    }
    let words = ["train", "faces", "--run", "same", "--size", "16", "--preset", "small"]
    let same = try Binary.run(
      words + ["--batch", "4", "--steps", "30", "-q"], in: folder.path)
    #expect(same.code == 0, "\(same.messages)")
    let faces = try FileManager.default.contentsOfDirectory(atPath: folder("faces"))
      .filter { $0.hasSuffix(".png") }.sorted().prefix(2).map { "faces/\($0)" }
    for other in ["sample", "interpolate"] {
      var line = [other, "--run", "same", "--each", other, "-q"]
      line += other == "sample" ? ["--seeds", "3,9"] : faces
      let outcome = try Binary.run(line, in: folder.path)
      #expect(outcome.code == 0, "\(outcome.messages)")
    }
    let model = try ImageModel(contentsOf: file, threads: 1)
    #expect(model.width == 16 && model.height == 16 && model.channels == 3)
    let drawn = model.sample([3, 9])
    #expect(try drawn[0] == RGBImage(contentsOf: folder("sample/sample-000003.png")))
    #expect(try drawn[1] == RGBImage(contentsOf: folder("sample/sample-000009.png")))
    let frames = try FileManager.default.contentsOfDirectory(atPath: folder("interpolate"))
    let walk = try model.interpolate(
      from: RGBImage(contentsOf: folder(faces[0])), to: RGBImage(contentsOf: folder(faces[1])),
      steps: frames.count)
    for (number, frame) in frames.sorted().enumerated() {
      #expect(try walk[number] == RGBImage(contentsOf: folder("interpolate/\(frame)")))
    }
  }

  @Test("it draws of a label what the program draws of it, and names the labels that there are")
  func labels() throws {
    for (label, seed) in [("even", "0"), ("odd", "1000")] {
      let drawn = try Binary.run(
        ["draw-samples", "kinds/\(label)", "-n", "30", "--seed", seed], in: folder.path)
      try #require(drawn.code == 0, "\(drawn.messages)")
    }
    let words = ["train", "kinds", "--run", "kind", "--size", "16", "--preset", "small"]
    let trained = try Binary.run(
      words + ["--batch", "4", "--steps", "30", "--labels", "folders", "-q"], in: folder.path)
    try #require(trained.code == 0, "\(trained.messages)")
    let shown = try Binary.run(
      ["sample", "--run", "kind", "--label", "odd", "--seeds", "5", "--each", "odd", "-q"],
      in: folder.path)
    try #require(shown.code == 0, "\(shown.messages)")
    let model = try ImageModel(contentsOf: folder("kind/model.safetensors"), threads: 1)
    #expect(model.labels == ["even", "odd"])
    let drawn = try model.sample([5], label: "odd")[0]
    #expect(try drawn == RGBImage(contentsOf: folder("odd/sample-000005.png")))
    #expect(try model.sample([5], label: "even")[0] != drawn)
    #expect(throws: WrongLabel.self) { try model.sample([5], label: "none") }
  }

  @Test("whoever leaves stops the training, which goes on from there")
  func stops() async throws {
    let training = training("run", steps: 1_000_000)
    for try await update in training.updates() {
      if case .step(let progress) = update, progress.step >= 20 { break }
    }
    // The one that was left ends after its step, and holds its folder until then.
    for _ in 0..<500 {
      do {
        for try await update in training.updates() {
          guard case .step(let progress) = update else { continue }
          #expect(progress.step > 20 && progress.step < 1_000_000)
          return
        }
      } catch  where "\(error)".contains("is working in") {
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    Issue.record("the training that was left did not end")
  }

  @Test("options that there are not, or not with that value, are errors that name them")
  func wrongOptions() async {
    for (name, value) in [("tiem", "10m"), ("size", "huge")] {
      await #expect(throws: ImageTraining.WrongOption.self) {
        for try await _ in training("run", steps: 1, more: [name: value]).updates() {}
      }
    }
  }

  @Test("nothing is a code of nothing, and what is there is not written over")
  func edges() throws {
    let image = RGBImage(width: 1, height: 2, channels: 1, pixels: [7, 200])
    try image.write(to: folder("one.png"))
    #expect(throws: (any Error).self) { try image.write(to: folder("one.png")) }
    try image.write(to: folder("one.png"), replacing: true)
    #expect(try RGBImage(contentsOf: folder("one.png")) == image)
  }
}
