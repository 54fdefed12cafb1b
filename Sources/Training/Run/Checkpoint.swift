import Autoencoder
import Files
import Tensors

/// Where a run stands beside its weights: with `TrainingState`, all that the next step follows from.
///
/// Pictures, noise and schedules are functions of the seed and the step, so the step is the position
/// in the data too.
struct RunPosition: Sendable, Equatable {
  /// Steps gone by, the skipped ones among them.
  var step = 0
  /// The time used, over all sittings.
  var seconds = 0.0
  var pace: Pace
  var badSteps = BadSteps()
  var sums = StepSums()
}

/// checkpoint.safetensors: weights, moments, averaged weights, and the `RunPosition`.
///
/// The one before is kept under another name until the next is written; each is put in its place
/// whole, so at every moment at least one of them can be read.
struct Checkpoint {
  let files: RunFiles
  /// What the run's pace goes towards, by its plan.
  let goal: Pace.Goal

  private static let tensors = ["weights", "first_moment", "second_moment", "average"]

  private static func buffers(of state: TrainingState) -> [SharedFloats] {
    [
      state.weights.shared, state.firstMoment.shared, state.secondMoment.shared,
      state.average.weights.shared,
    ]
  }

  func save(_ state: TrainingState, _ position: RunPosition) throws {
    let count = state.weights.count
    if (try? FileFacts(of: files.checkpoint)) != nil {
      try Folder.keep(files.checkpoint, as: files.previousCheckpoint)
    }
    var writer = try SafetensorsWriter(
      files.checkpoint,
      metadata: [(key: "position", value: position.json(state).rendered())],
      entries: Checkpoint.tensors.map { Safetensors.Entry($0, shape: [count]) })
    for buffer in Checkpoint.buffers(of: state) { try writer.append(buffer.span) }
    try writer.finish(replacing: true)
  }

  /// The last checkpoint, read into `state`; the one before where the last is damaged, with what was
  /// wrong. Nil where there is none. One that the system does not let us read may be whole: that is
  /// thrown, as is that a model stands alone: training on would begin anew and take its place.
  func load(
    into state: TrainingState
  ) throws -> (position: RunPosition, damaged: String?)? {
    var damaged: String?
    for path in [files.checkpoint, files.previousCheckpoint] {
      do {
        let position = try read(path, into: state)
        // Else the next checkpoint would keep the damaged one in the place of this.
        if damaged != nil { try Folder.keep(path, as: files.checkpoint) }
        return (position, damaged)
      } catch SafetensorsError.file(let error) where error.isMissing {
        continue
      } catch SafetensorsError.file(let error) {
        throw error
      } catch let error as SafetensorsError {
        damaged = damaged ?? error.description
      }
    }
    if let damaged { throw CheckpointError.noneWhole(damaged) }
    if FileFacts.exist(files.model) { throw CheckpointError.missing(run: files.folder) }
    return nil
  }

  private func read(_ path: String, into state: TrainingState) throws -> RunPosition {
    let file = try SafetensorsFile(path)
    for name in Checkpoint.tensors { try file.verify(name) }
    guard let text = file.metadata["position"], let json = try? JSON(parsing: text),
      let position = RunPosition(json, goal: goal, into: state)
    else { throw SafetensorsError.damaged(path: path, part: "position") }
    for (name, buffer) in zip(Checkpoint.tensors, Checkpoint.buffers(of: state)) {
      var numbers = buffer.mutableSpan
      try file.read(name, into: &numbers)
    }
    return position
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

// MARK: - As JSON

extension RunPosition {
  /// Doubles are written with as many digits as read back to the same bits.
  fileprivate func json(_ state: TrainingState) -> JSON {
    [
      "step": .integer(step), "seconds": .number(seconds),
      "updates": .integer(state.step),
      "likelihood": .number(state.average.likelihood.value),
      "likelihood_batches": .integer(state.average.likelihood.batches),
      "pace": [
        .integer(pace.anchorStep), .number(pace.anchorProgress), .number(pace.perStep),
        .number(pace.anchorSeconds),
      ],
      "skipped": .integer(badSteps.skipped), "in_a_row": .integer(badSteps.inARow),
      "rollbacks": .integer(badSteps.rollbacks),
      "sums": [
        .integer(sums.steps), .number(sums.reconstruction), .number(sums.divergence),
        .number(sums.bitsPerDimension), .number(sums.gradientNorm),
      ],
    ]
  }

  /// Beyond any run, and far from where the arithmetic on steps ends.
  private static let mostSteps = 1 << 40

  /// Reads the position, and what of it belongs to `state` into that. Nil where a part is missing, or
  /// is none that a run has.
  fileprivate init?(_ json: JSON, goal: Pace.Goal, into state: TrainingState) {
    guard let step = json["step"]?.integer, let seconds = json["seconds"]?.number,
      let updates = json["updates"]?.integer, let likelihood = json["likelihood"]?.number,
      let batches = json["likelihood_batches"]?.integer,
      let line = json["pace"]?.array, line.count == 4, let anchorStep = line[0].integer,
      let anchorProgress = line[1].number, let perStep = line[2].number,
      let anchorSeconds = line[3].number,
      let skipped = json["skipped"]?.integer, let inARow = json["in_a_row"]?.integer,
      let rollbacks = json["rollbacks"]?.integer,
      let sums = json["sums"]?.array, sums.count == 5, let steps = sums[0].integer
    else { return nil }
    let counts = [step, updates, batches, anchorStep, skipped, inARow, steps]
    guard counts.allSatisfy({ 0...RunPosition.mostSteps ~= $0 }),
      0...BadSteps.rollbacksBeforeGivingUp ~= rollbacks, anchorStep <= step,
      0...1 ~= anchorProgress, 0...1 ~= perStep, seconds >= 0, anchorSeconds >= 0
    else { return nil }
    self.step = step
    self.seconds = seconds
    pace = Pace(
      goal: goal, anchorStep: anchorStep, anchorProgress: anchorProgress, perStep: perStep,
      anchorSeconds: anchorSeconds)
    badSteps = BadSteps(skipped: skipped, inARow: inARow, rollbacks: rollbacks)
    self.sums = StepSums(
      steps: steps, reconstruction: sums[1].number ?? .nan, divergence: sums[2].number ?? .nan,
      bitsPerDimension: sums[3].number ?? .nan, gradientNorm: sums[4].number ?? .nan)
    state.step = updates
    state.average.likelihood = LikelihoodState(value: likelihood, batches: batches)
  }
}
