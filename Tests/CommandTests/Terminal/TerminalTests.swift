import Foundation
import TestSupport
import Testing

@Suite("On a terminal: one line of progress, and colours only where they are wanted")
struct TerminalTests {
  private let run: TinyRun

  init() throws { run = try TinyRun(folder: TemporaryFolder()) }

  private func train(_ folder: String, columns: UInt16, _ environment: [String: String?] = [:])
    throws
    -> TerminalShow
  {
    let words = ["train", "faces", "--run", folder, "--size", "16", "--preset", "small"]
    let show = try TerminalShow(
      words + ["--batch", "4", "--time", "2s"], in: run.folder.path, columns: columns,
      environment: environment)
    try #require(show.code == 0, "\(show.written)")
    return show
  }

  @Test(
    "progress is one line, redrawn within the width, and gone at the end",
    arguments: [20, 30, 80, 200])
  func progress(columns: UInt16) throws {
    let show = try train("run\(columns)", columns: columns, ["LC_ALL": "C.UTF-8"])
    let redrawn = show.redrawn.filter { $0.contains(" %  epoch") }
    #expect(redrawn.count >= 5, "\(show.written)")
    for line in show.redrawn { #expect(line.count < columns, "\(line)") }
    if columns >= 80 { #expect(redrawn.contains { $0.contains(" left") }) }
    if columns == 200 {
      #expect(
        redrawn.contains { $0.contains(" pictures/s  ") && "▁▂▃▄▅▆▇█".contains($0.suffix(1)) })
    }
    let screen = show.screen
    #expect(!screen.contains { $0.contains(" %  epoch") || $0.contains("reading picture") })
    #expect(screen.last == "", "the cursor stands at the start of an empty line")
    #expect(screen.contains { $0.hasPrefix("finished  ") })
    #expect(screen.contains { $0.hasPrefix("now type  ") })
  }

  @Test("a terminal that cannot redraw, or may not, gets plain lines, and --quiet nothing")
  func dumb() throws {
    let unsuited: [(String, [String: String?])] = [
      ("dumb", ["TERM": "dumb"]), ("unset", ["TERM": nil]),
    ]
    for (name, environment) in unsuited {
      let show = try train(name, columns: 80, environment)
      #expect(show.redrawn.isEmpty && !show.written.contains("\u{1B}"))
      #expect(show.screen.contains { $0.hasPrefix("finished  ") })
    }
    let quiet = try TerminalShow(
      [
        "train", "faces", "--run", "quiet", "--size", "16", "--preset", "small", "--steps", "20",
        "-q",
      ],
      in: run.folder.path)
    #expect(quiet.code == 0 && quiet.written.isEmpty, "\(quiet.written)")
  }

  @Test("errors are coloured on a terminal, but not under NO_COLOR, TERM=dumb or no TERM")
  func colours() throws {
    let wrong = ["sample", "--modle"]
    #expect(
      try TerminalShow(wrong).written.hasPrefix("\u{1B}[1;31mvae-img:\u{1B}[0m unknown option"))
    let plains: [[String: String?]] = [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": nil]]
    for plain in plains {
      let show = try TerminalShow(wrong, environment: plain)
      #expect(show.code == 64 && show.written.hasPrefix("vae-img: unknown option"))
      #expect(!show.written.contains("\u{1B}"))
    }
    let piped = try Binary.run(wrong, environment: ["TERM": "xterm"])
    #expect(!piped.messages.contains("\u{1B}"))
  }
}
