import Autoencoder
import Files
import Images
import Testing
import Training

@Suite("The table of training options")
struct OptionTableTests {
  private let entries = TrainingTable.all.entries

  /// For every option a value other than its default, as it is typed and as plan.json holds it.
  private static let typed: [(name: String, text: String, json: JSON)] = [
    ("size", "96x64", "96x64"), ("channels", "grey", "grey"), ("fit", "whole", "whole"),
    ("background", "#0102ff", "#0102ff"), ("augment", "flip", "flip"),
    ("accept-truncated", "", true), ("max-pixels", "64k", 64_000),
    ("held-out", "val", "val"), ("labels", "folders", "folders"),
    ("from", "a.safetensors", "a.safetensors"),
    ("preset", "small", "small"),
    ("filters", "8", 8), ("stages", "2", 2), ("code", "vector", "vector"), ("latent", "12", 12),
    ("likelihood", "gaussian:0.1", "gaussian:0.1"), ("objective", "importance:3", "importance:3"),
    ("beta", "0.5", 0.5), ("kl-schedule", "cyclical", "cyclical:4"), ("free-bits", "0.25", 0.25),
    ("time", "1h30m", 5400.0), ("epochs", "3", 3), ("steps", "30", 30), ("batch", "20", 20),
    ("learning-rate", "0.0001", 0.0001), ("seed", "9", "9"), ("keep", "best", "best"),
    ("tensorboard", "", true),
  ]

  @Test("names every option once, and this test knows a value of each")
  func names() {
    #expect(entries.map(\.name).sorted() == OptionTableTests.typed.map(\.name).sorted())
    #expect(Set(entries.map(\.name)).count == entries.count)
  }

  @Test("what is typed comes out as plan.json holds it, and from there as it was", arguments: typed)
  func bothWays(name: String, text: String, json: JSON) throws {
    let entry = try #require(entries.first { $0.name == name })
    var (typed, read) = (TrainingOptions(), TrainingOptions())
    #expect(entry.read(text, into: &typed))
    #expect(entry.given(in: TrainingSettings(typed)) == json)
    #expect(TrainingSettings(typed).explicitMembers == [JSON.Member(name, json)])
    #expect(entry.read(json, into: &read))
    #expect(TrainingSettings(read) == TrainingSettings(typed))
    // Nothing was given: nothing is written.
    #expect(entry.given(in: TrainingSettings(TrainingOptions())) == nil)
  }

  @Test("only what does not hold by itself is typed again", arguments: typed)
  func typedAgain(name: String, text: String, json: JSON) throws {
    let entry = try #require(entries.first { $0.name == name })
    let facts = DatasetFacts(training: 1000, heldOut: 50, channels: 3, fingerprint: "")
    var options = TrainingOptions()
    #expect(entry.read(text, into: &options))
    // A plan has every option given.
    let plan = try TrainingPlan(options, paths: [], found: facts)
    let words = entries.map { $0.typed(in: plan.settings) }.filter { !$0.isEmpty }
    try #require(words.count == 1)
    #expect(words[0][0] == "--\(name)" && words[0].count == (text.isEmpty ? 1 : 2))
    var again = TrainingOptions()
    #expect(entry.read(text.isEmpty ? "" : words[0][1], into: &again))
    #expect(TrainingSettings(again, facts) == TrainingSettings(options, facts))
  }

  @Test(
    "a text or a member that is no value is refused, and nothing changes",
    arguments: [
      ("size", "0", "0x64"), ("size", "64x64x64", 64), ("channels", "blue", "blue"),
      ("background", "ultra", "ultra"), ("accept-truncated", "yes", "yes"), ("max-pixels", "0", 0),
      ("filters", "1025", 1025), ("stages", "-1", -1), ("latent", "x", "8"),
      ("objective", "best", "best"), ("objective", "importance:0", "importance:0"),
      ("objective", "importance", "importance"), ("objective", "plain:1", "plain:1"),
      ("objective", "sparse:-1", "sparse:-1"), ("beta", "nan", .null), ("beta", "1001", 1001),
      ("kl-schedule", "linear:2", "linear:2"), ("time", "0", 0), ("epochs", "0", 0),
      ("steps", "1.5", 1.5), ("batch", "4097", 4097), ("learning-rate", "2", 2), ("seed", "-1", -1),
    ] as [(String, String, JSON)])
  func refused(name: String, text: String, json: JSON) throws {
    let entry = try #require(entries.first { $0.name == name })
    var options = TrainingOptions()
    #expect(!entry.read(text, into: &options))
    #expect(!entry.read(json, into: &options))
    #expect(TrainingSettings(options) == TrainingSettings(TrainingOptions()))
  }

  @Test("the defaults that are shown are those that hold, preset by preset")
  func shownDefaults() throws {
    var shown: [String: String] = [:]
    for entry in entries { shown[entry.name] = entry.shownDefault }
    #expect(shown["filters"] == "32; small 16")
    #expect(shown["latent"] == "map 8, small 4; vector 128, small 32")
    #expect(shown["learning-rate"] == "0.003; deep, dense 0.001")
    #expect(shown["objective"] == "adversarial; dense variational")
    #expect(shown["preset"] == "adversarial deep, else standard")
    #expect(shown["batch"] == "16; 32 from 5,000; adversarial 8")
    #expect(shown["kl-schedule"] == "linear:0.1" && shown["background"] == "white")
    #expect(shown["max-pixels"] == "100M" && shown["accept-truncated"] == nil)
    for preset in Architecture.Preset.allCases {
      var options = TrainingOptions()
      options.preset = preset
      let settings = TrainingSettings(options)
      let model = try Architecture(preset, height: 64, width: 64, channels: 3)
      #expect(settings.filters == model.filters && settings.latents == model.latentsPerPlace)
      #expect(settings.stages == model.stages && settings.codeShape == model.codeShape)
    }
  }

  @Test("of two ways to say how long, the last that is given holds")
  func lengths() {
    var options = TrainingOptions()
    options.length = .epochs(2)
    var later = TrainingOptions()
    later.length = .seconds(60)
    options.merge(later)
    #expect(TrainingSettings(options).length == .seconds(60))
  }
}
