import Commands
import Files
import Foundation
import TestSupport
import Testing

@Suite("Every option at every odd value", .serialized)
struct OptionSweep {
  private static let values = [
    "0", "-0", "-1", "1", "2", "7", "00012", "+3", "0x10", "1,5", "1.5", ".5", "5.", "1e3", "1e-9",
    "1e308", "1e400", "-1e308",
    "nan", "NaN", "inf", "-inf", "", " ", " 1", "1 ", "5m", "1h", "10k", "64G", "9999999T", "100%",
    "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "१२",
    "\u{7}", "1-", "-", "--", "1..3", "3-1", "1,2,,3", "0-9223372036854775807", "1x1", "0x0",
    "-1x-1",
    "99999999999x99999999999", "4096x4096", "x", "gaussian:nan", "gaussian:0", "importance:0",
    "importance:99999999999", "denoising:-1", "sparse:inf", "cyclical:0", "linear:nan",
  ]

  @Test("is refused by its name, or taken")
  func parsed() throws {
    var (refused, taken) = (0, 0)
    for command in Program.commands {
      for option in command.options {
        for value in OptionSweep.values {
          do throws(UsageError) {
            _ = try Parser(command).parse(["--\(option.name)=\(value)", "a", "b"])
            taken += 1
          } catch {
            refused += 1
            // Which argument is wrong may be said first.
            #expect(!error.description.isEmpty, "\(command.name) --\(option.name)=\(value)")
          }
        }
      }
    }
    Attack.report("options, parsed", ["refused": .integer(refused), "taken": .integer(taken)])
  }

  @Test("with a decimal comma is refused, and not taken for a whole number")
  func decimalCommas() throws {
    for command in Program.commands {
      for option in command.options where option.placeholder != nil {
        func isTaken(_ value: String) -> Bool {
          (try? Parser(command).parse(["--\(option.name)=\(value)", "a", "b"])) != nil
        }
        guard isTaken("0.5"), !isTaken("word") else { continue }
        #expect(!isTaken("0,5"), "\(command.name) --\(option.name)")
      }
    }
  }

  @Test("of train, what is taken gives a plan or a sentence that says why not")
  func planned() throws {
    let tiny = try TinyTraining.shared.get()
    let folder = try TemporaryFolder()
    let train = try #require(Program.commands.first { $0.name == "train" })
    let own = [
      "run", "new", "dry-run", "threads", "json", "quiet", "help", "size", "from", "held-out",
    ]
    var (planned, refused) = (0, 0)
    for option in train.options where !own.contains(option.name) && option.placeholder != nil {
      let step = Attack.trials(3, long: 1)
      for value in OptionSweep.values.dropFirst(Int(Attack.seed) % step).enumerated()
      where value.offset % step == 0 {
        let typed = "--\(option.name)=\(value.element)"
        do {
          _ = try Program.dispatch([
            "train", tiny.pictures, "--run", folder("run"), "--size", "16", "--threads", "1",
            "--dry-run", "-q", typed,
          ])
          planned += 1
        } catch {
          refused += 1
          let code = Failure.code(of: error)
          #expect([.usage, .badData].contains(code), "\(typed): \(error)")
          #expect(!Failure.sentence(of: error).isEmpty)
        }
      }
    }
    #expect(folder.names == [])
    Attack.report("options, planned", ["planned": .integer(planned), "refused": .integer(refused)])
  }
}
