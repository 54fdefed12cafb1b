import Files
import TestSupport
import Testing

@Suite("explore and report write one file each")
struct PageCommandTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  private func text(_ path: String) throws -> String {
    String(decoding: try WholeFile.read(path), as: UTF8.self)
  }

  @Test("explore writes the same page again, and over no other without --force")
  func explore() throws {
    let file = try run.fresh("page.html")
    let told = try run.use("explore", "-o", file, "--json").json()
    let page = try text(file)
    #expect(told["files"] == [.string(file)] && told["bytes"]?.integer == page.utf8.count)
    #expect(page.hasPrefix("<!doctype html>") && page.contains("\"seed\":\"0\""))
    let refused = try run.use("explore", "-o", file)
    #expect(refused.code == 74 && refused.messages.contains("--force"))
    #expect(try run.use("explore", "-o", file, "--force", "--threads", "1").code == 0)
    #expect(try text(file) == page)
    #expect(try run.use("explore", "-o", file, "--force", "--seed", "7").code == 0)
    #expect(try text(file).contains("\"seed\":\"7\""))
  }

  @Test("report tells the line that makes the run again: what holds by itself is left out")
  func report() throws {
    let file = try run.fresh("page.html")
    let told = try run(["report", "run", "-o", file, "--json"])
    #expect(told.code == 0 && told.messages.isEmpty)
    let page = try text(file)
    #expect(try told.json()["bytes"]?.integer == page.utf8.count)
    let line = "vae-img train faces --size 16x16 --preset small --steps 20 --batch 4 --run run"
    #expect(page.contains("<pre>\(line)</pre>"))
    #expect(page.contains("Finished after 20 steps"))
    #expect(try run(["report", "run", "-o", file]).code == 74)
    let missing = try run(["report", "faces", "-o", try run.fresh("page.html")])
    #expect(missing.code == 65 && missing.messages.contains("there is no run in faces"))
  }
}
