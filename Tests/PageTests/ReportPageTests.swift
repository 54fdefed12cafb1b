import Files
import Foundation
import Images
import TestSupport
import Testing
import Training

import Pages

@Suite("A page of a run shows what its folder tells")
struct ReportPageTests {
  private static let hostile = "<script>go('&\"')</script>\u{202E}{{log}}"
  private static let escaped =
    "&lt;script&gt;go(&#39;&amp;&quot;&#39;)&lt;/script&gt;\\u{202e}{{log}}"

  private let folder: TemporaryFolder
  private let files: RunFiles

  init() throws {
    folder = try TemporaryFolder()
    files = RunFiles(folder: folder("run"))
    for path in [files.samplesFolder, files.reconstructionsFolder] { try Folder.make(path) }
    let facts = DatasetFacts(training: 95, heldOut: 5, channels: 3, fingerprint: "0")
    let plan = try TrainingPlan(TrainingOptions(), paths: [Self.hostile], found: facts)
    try write(plan.json.rendered(), files.plan)
  }

  private func write(_ text: String, _ path: String) throws {
    try WholeFile.write(text, to: path, replacing: true)
  }

  /// A line of metrics.jsonl.
  private func report(_ step: Int, heldOut: Double, trainedOn: Double) -> String {
    let json: JSON = [
      "step": .integer(step), "epoch": 1, "active_units": 50, "skipped_steps": 0, "progress": 0.5,
      "seconds": 60, "bits_per_dim": .number(trainedOn),
      "validation_bits_per_dim": .number(heldOut),
    ]
    return json.rendered() + "\n"
  }

  private func page() throws -> (text: String, run: RunRecord) {
    let run = try #require(try RunRecord(files.folder))
    return (ReportPage(run, name: Self.hostile, command: "vae-img train \(Self.hostile)").text, run)
  }

  private func times(_ part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test("names and texts of strangers are shown and not obeyed")
  func strangers() throws {
    try write("file\treason\n\(Self.hostile)\t\(Self.hostile)\n", files.skipped)
    try write("\(Self.hostile)\n", files.log)
    let text = try page().text
    // The title and heading, the command, the path, the two cells and the log.
    #expect(times(Self.escaped, in: text) == 7)
    #expect(times("<script", in: text) == 1 && !text.unicodeScalars.contains("\u{202E}"))
    for word in ["http:", "https:", "<link", "@import"] { #expect(!text.contains(word), "\(word)") }
    #expect(text.contains("default-src 'none'"))
  }

  @Test("each report's pictures are there, and one that is none is named and left out")
  func pictures() throws {
    let picture = Picture(
      width: 8, height: 4, channels: 3, pixels: (0..<96).map { UInt8($0 / 3 * 8) })
    for path in [
      files.samples(step: 10), files.reconstructions(step: 10), files.samples(step: 12_345_678),
      files.finalSamples, Path.join(files.samplesFolder, "step-10.png"),
    ] { try PictureWriter.write(picture, to: path, replacing: false) }
    try write("no picture", files.reconstructions(step: 20))
    try write(
      [(10, 7), (20, .nan), (12_345_678, 6)].map { report($0, heldOut: $1, trainedOn: $1) }.joined()
        + "{\"half\": ", files.metrics)
    let (text, run) = try page()
    #expect(run.moments.map(\.step) == [10, 20, 12_345_678] && run.reports.count == 3)
    #expect(
      run.problems.count == 1 && run.problems[0].contains(files.reconstructions(step: 20)))
    let parts = text.components(separatedBy: "src=\"data:image/jpeg;base64,").dropFirst()
    #expect(parts.count == 4)
    for part in parts {
      let bytes = try #require(Data(base64Encoded: String(part.prefix { $0 != "\"" })))
      let shown = try PictureReader.read(Array(bytes).span)
      #expect(shown.width == 8 && shown.height == 4)
      #expect(zip(shown.pixels, picture.pixels).allSatisfy { abs(Int($0) - Int($1)) < 16 })
    }
    // All but the last are hidden, and the cursor until it has a place.
    #expect(times("class=\"moment\"", in: text) == 3 && times("\" hidden>", in: text) == 3)
    // A loss that is not finite interrupts both lines.
    #expect(times("M0.00 ", in: text) == 2 && times("M100.00 ", in: text) == 2)
    #expect(text.contains("step 12,345,678, epoch 1, 1 min, 6.00 bits/dim"))
  }

  @Test("health is told with what to do, and a run without a report has a page")
  func health() throws {
    let (early, _) = try page()
    #expect(early.contains("100 pictures are few") && early.contains("To do: add pictures"))
    #expect(early.contains("Nothing yet") && early.contains("Not finished"))
    try write(
      [7.0, 6, 6.5, 6.6, 6.7].enumerated().map { place, bits in
        report(place + 1, heldOut: bits, trainedOn: 5 - Double(place))
      }.joined(), files.metrics)
    #expect(try page().text.contains("is memorising them (overfitting)"))
    #expect(try RunRecord(folder("nothing")) == nil)
  }
}
