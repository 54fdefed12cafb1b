import Files
import Testing

@Suite("export writes what it names, and nothing over what is there")
struct ExportCommandTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("each part in each format", arguments: ["onnx", "torch"], ["encoder", "decoder", "both"])
  func parts(format: String, part: String) throws {
    let path = try run.fresh("model.\(format == "onnx" ? "onnx" : "safetensors")")
    let words = ["export", format, "--part", part, "-o", path, "--model", run.model]
    let outcome = try run(words + ["--json"])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try outcome.json()["files"]?.array == [.string(path)])
    let bytes = try WholeFile.read(path)
    // The first field of a file of ONNX is its format; safetensors begin with the length of their JSON.
    #expect(format == "onnx" ? bytes.prefix(2) == [0x08, 8] : bytes[8] == UInt8(ascii: "{"))
    let again = try run(words)
    #expect(again.code == 74 && again.messages.contains("--force"), "\(again.messages)")
    #expect(try run(words + ["--force"]).code == 0)
    #expect(try WholeFile.read(path) == bytes)
  }

  @Test("a format, an ending or a model that is none is refused")
  func refused() throws {
    let path = try run.fresh("model.png")
    for (words, code, said) in [
      (["keras"], 64, "onnx or torch"), (["onnx", "-o", path], 64, ".onnx"),
      (["torch", "-o", path], 64, ".safetensors"),
      (["torch", "-o", "-.safetensors"], 64, "only onnx"),
      (["onnx", "--run", "none"], 65, "no model"),
    ] as [([String], Int32, String)] {
      let outcome = try run(["export"] + words + (words.contains("--run") ? [] : ["--run", "run"]))
      #expect(outcome.code == code && outcome.messages.contains(said), "\(outcome.messages)")
    }
  }
}
