import Files
import Options

/// Why a run cannot be as the user asks: names the option, what is wrong, and what to do.
package enum PlanError: Error, Equatable, CustomStringConvertible {
  case badValue(option: String, value: String, allowed: String)
  /// `by` is another option as it was typed.
  case excluded(option: String, by: String)
  case tooFewPictures(Int)
  case tooFewSteps(Int, schedule: DivergenceSchedule)
  /// The folder that the run is to have is one of those that the pictures are in.
  case runAmongPictures(String)
  /// The folder that the run is to have holds files, and no run.
  case holdsOtherFiles(String)
  /// In bytes.
  case tooLittleMemory(needed: Int, there: Int)
  /// Other options than the run was started with, which may be at its end.
  case differs(run: String, differences: [String], isFinished: Bool)
  /// There is no finished run to go on with for longer.
  case nothingFinished(run: String)
  /// The run that is to go on for longer has not come to its end; `amount` is what it goes on for already.
  case unfinished(run: String, amount: TrainingLength?)
  /// Of the folder that is held out and the others, one has no pictures.
  case oneSided(training: Int)
  /// Pictures are to have their folders' names as labels, and all lie in one.
  case oneLabel(String)
  /// The model that the run is to start from has other layers.
  case otherArchitecture(model: String, differences: [String])
  case damagedPlan(path: String, field: String)
  /// There is a checkpoint, and nothing says of which run.
  case missingPlan(path: String)
  case picturesChanged(run: String, then: DatasetFacts, now: DatasetFacts)

  package var description: String {
    switch self {
    case .badValue(let option, let value, let allowed):
      "--\(option) takes \(allowed), not '\(value)'"
    case .excluded(let option, let other):
      "--\(option) has no effect with \(other); leave one of them out"
    case .tooFewPictures(let count):
      "\(count == 1 ? "one picture is" : "\(count) pictures are") too few to train on; give a folder with two or more, ideally hundreds"
    case .tooFewSteps(let steps, let schedule):
      "--kl-schedule \(schedule.name) rises from 0 and needs at least \(schedule.fewestSteps) steps for "
        + "that, but this run has \(steps == 1 ? "one" : "\(steps)"); give fewer cycles, more --steps or "
        + "--epochs, or --kl-schedule constant"
    case .runAmongPictures(let run):
      "--run \(run) is also a folder of pictures; name another folder, such as --run \(Path.join(run, RunName.standard(for: [])))"
    case .holdsOtherFiles(let run):
      "\(run) holds files and is not a run folder; name another with --run"
    case .tooLittleMemory(let needed, let there):
      "training needs \(NumberText.bytes(needed)) of memory but may use only \(NumberText.bytes(there)); "
        + "give a smaller --batch, --size or --filters"
    case .differs(let run, let differences, let isFinished):
      "\(run) holds a \(isFinished ? "finished run" : "run") with other options: "
        + "\(differences.joined(separator: "; ")). "
        + (isFinished ? "Give" : "Leave these out to continue it, or give")
        + " --new to start afresh (the old run is kept aside), or another --run to have both"
    case .nothingFinished(let run):
      "there is no finished run in \(run) to go on with; leave out --more"
    case .unfinished(let run, let amount):
      "the run in \(run) is not finished"
        + (amount.map { ": it goes on for \(ValueType.more.text($0)) more" } ?? "")
        + "; leave out --more to continue it"
    case .oneSided(let training):
      training == 0
        ? "all pictures lie in the folder of --held-out, and none is left to train on; name another"
        : "no picture in the folder of --held-out can be read; name another"
    case .oneLabel(let name):
      "--labels folders has no effect where all pictures lie in one folder, '\(name)'; leave it out, or give the folder of such folders"
    case .otherArchitecture(let model, let differences):
      "--from \(model) is a model of another architecture: \(differences.joined(separator: "; ")); "
        + "give the options that it was trained with"
    case .damagedPlan(let path, let field):
      "\(path) is damaged: its field \"\(field)\" is missing or wrong; start afresh with --new (the old run is kept aside)"
    case .missingPlan(let path):
      "\(path) belongs to the checkpoint beside it, but is missing; restore it, or start afresh with --new (the old run is kept aside)"
    case .picturesChanged(let run, let then, let now):
      "the pictures are not those that the run in \(run) was started with (\(then.count) "
        + "then, \(now.count) now, or others of the same names); "
        + "restore them, or give --new to start afresh (the old run is kept aside)"
    }
  }
}
