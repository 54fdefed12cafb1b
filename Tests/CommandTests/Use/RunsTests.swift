import Files
import Foundation
import SamplePictures
import TestSupport
import Testing

@Suite("Runs stand side by side in one folder, and are found there")
struct RunsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (seed, name) in ["cats", "dogs"].enumerated() {
      try SamplePictures.generate(into: folder(name), count: 4, seed: UInt64(seed))
    }
  }

  private func run(_ line: String) throws -> Binary.Outcome {
    try Binary.run(line.split(separator: " ").map(String.init), in: folder.path)
  }

  private func train(_ words: String) throws -> Binary.Outcome {
    try run("train \(words) --size 16 --preset small --batch 2 --steps 2")
  }

  @Test("a model is found where it is the only one; of several the line says which")
  func sideBySide() throws {
    let none = try run("sample -n 1")
    #expect(none.code == 65 && none.messages.contains("no run with a model here"))
    let first = try train("./cats")
    #expect(first.code == 0 && first.messages.contains("sample -n 64 samples.png\n"))
    #expect(try run("sample -n 1 -o a.png").code == 0)
    let second = try train("dogs")
    #expect(second.code == 0 && second.messages.contains("samples.png --run dogs-vae"))
    #expect(folder.names.contains("cats-vae") && folder.names.contains("dogs-vae"))

    let several = try run("sample -n 1 -o b.png")
    #expect(several.code == 64, "\(several.messages)")
    #expect(several.messages.contains("cats-vae, dogs-vae; say which, as in --run cats-vae"))
    #expect(try run("sample -n 1 -o b.png --run dogs-vae").code == 0)
    let both = try run("sample -n 1 -o c.png --run dogs-vae --model cats-vae/model.safetensors")
    #expect(both.code == 64 && both.messages.contains("--run and --model"), "\(both.messages)")
  }

  @Test("a run that --new kept aside is no second one")
  func keptAside() throws {
    #expect(try train("cats").code == 0)
    #expect(try train("cats --new").code == 0)
    #expect(folder.names.contains("cats-vae.1"))
    #expect(try run("sample -n 1 -o a.png").code == 0)
  }

  @Test("a run by its former name is found, and gone on with by the same pictures alone")
  func formerName() throws {
    #expect(try train("cats --run vae-img-run").code == 0)
    #expect(try run("sample -n 1 -o a.png").code == 0)
    let other = try train("./cats --learning-rate 0.01")
    #expect(other.code == 64 && other.messages.contains("vae-img-run holds a finished run"))
    #expect(try train("dogs").code == 0)
    #expect(folder.names.contains("dogs-vae") && !folder.names.contains("cats-vae"))
    #expect(try train("cats --new").code == 0)
    #expect(folder.names.contains("cats-vae") && folder.names.contains("vae-img-run"))
  }
}
