import Autoencoder
import Files
import Tensors

/// checkpoint.safetensors: weights, moments, averaged weights, the best ones where they are kept, and the `RunPosition`.
///
/// The one before is kept under another name until the next is written; each is put in its place
/// whole, so at every moment at least one of them can be read.
struct Checkpoint {
  let files: RunFiles
  /// What the run's pace goes towards, by its plan.
  let goal: Pace.Goal
  /// After how many steps the run had ended that now goes on; nil of one that has not.
  let end: Int?
  /// Of a run with `--keep best`.
  let best: BestWeights?
  /// What makes the steps that are saved.
  let build: ProgramBuild

  private func buffers(of state: TrainingState) -> [(name: String, numbers: SharedFloats)] {
    var all = [
      ("weights", state.weights.shared), ("first_moment", state.firstMoment.shared),
      ("second_moment", state.secondMoment.shared), ("average", state.average.weights.shared),
    ]
    if let other = state.discriminator {
      all += [
        ("discriminator.weights", other.weights.shared),
        ("discriminator.first_moment", other.firstMoment.shared),
        ("discriminator.second_moment", other.secondMoment.shared),
      ]
    }
    if let best { all.append(("best", best.weights.shared)) }
    return all
  }

  func save(_ state: TrainingState, _ position: RunPosition) throws {
    let buffers = buffers(of: state)
    if try FileFacts.ifThere(files.checkpoint) != nil {
      try Folder.hardLink(files.checkpoint, as: files.previousCheckpoint)
    }
    var writer = try SafetensorsWriter(
      files.checkpoint,
      metadata: [
        (key: "position", value: position.json(state, best).rendered()),
        (key: "build", value: build.json.rendered()),
      ],
      entries: buffers.map { Safetensors.Entry($0.name, shape: [$0.numbers.count]) })
    for buffer in buffers { try writer.append(buffer.numbers.span) }
    try writer.finish(replacing: true)
  }

  /// A checkpoint that was read into a state.
  struct Loaded {
    let position: RunPosition
    /// What made it, where it says so.
    let build: ProgramBuild?
    /// What was wrong with a newer one.
    var damaged: String?
  }

  /// The last checkpoint, read into `state`; the one before where the last is damaged. Nil where there
  /// is none. One that the system does not let us read may be whole: that is
  /// thrown, as is that a model stands alone: training on would begin anew and take its place.
  func load(into state: TrainingState) throws -> Loaded? {
    var damaged: String?
    for path in [files.checkpoint, files.previousCheckpoint] {
      do {
        var loaded = try read(path, into: state)
        // Else the next checkpoint would keep the damaged one in the place of this.
        if damaged != nil { try Folder.hardLink(path, as: files.checkpoint) }
        loaded.damaged = damaged
        return loaded
      } catch SafetensorsError.file(let error) where error.isMissing {
        continue
      } catch SafetensorsError.file(let error) {
        throw error
      } catch let error as SafetensorsError {
        damaged = damaged ?? error.description
      }
    }
    if let damaged { throw CheckpointError.noneWhole(damaged) }
    if try FileFacts.exist(files.model) { throw CheckpointError.missing(run: files.folder) }
    return nil
  }

  private func read(_ path: String, into state: TrainingState) throws -> Loaded {
    let file = try SafetensorsFile(path)
    let buffers = buffers(of: state)
    for buffer in buffers { try file.verify(buffer.name) }
    guard let text = file.metadata["position"], let json = try? JSON(parsing: text),
      var position = RunPosition(json, goal: goal, into: state, best)
    else { throw SafetensorsError.damaged(path: path, part: "position") }
    if let end, position.step > 0, position.step <= end {
      position.pace = Pace(goal: goal, after: position.step, secondsUsed: position.seconds)
    }
    for buffer in buffers {
      var numbers = buffer.numbers.mutableSpan
      try file.read(buffer.name, into: &numbers)
    }
    let build = file.metadata["build"].flatMap { try? JSON(parsing: $0) }
    return Loaded(position: position, build: build.flatMap { ProgramBuild($0) })
  }
}

package enum CheckpointError: Error, CustomStringConvertible {
  case noneWhole(String)
  /// There is a model that it belonged to.
  case missing(run: String)

  package var description: String {
    switch self {
    case .noneWhole(let reason):
      "neither of the two checkpoints can be read: \(reason); start afresh with --new (the old run is kept aside)"
    case .missing(let run):
      "\(run) holds a model of an unfinished run, but no checkpoint to go on from; restore it, or start afresh with --new (the old run is kept aside)"
    }
  }
}
