import Autoencoder
import Files

/// Why several processes cannot share a training.
package enum SharingError: Error, Equatable, CustomStringConvertible {
  /// A batch has fewer shards than there are processes; `fewest` pictures would do, nil where none would.
  case tooManyRanks(Int, batch: Int, fewest: Int?)
  /// The batch is that of a run that goes on, which so many at most can share.
  case tooManyToGoOn(Int, run: String, batch: Int, most: Int)
  /// There are fewer pictures than a batch must have, and so many processes at most can share one of all.
  case tooFewPictures(Int, training: Int, most: Int)
  /// One cannot get ready.
  case failed(RankPlace, String)
  /// One is another program, or was asked for something else: its own words, and those of the first.
  case differs(RankPlace, String, String)
  case otherPictures(RankPlace, theirs: DatasetFacts, ours: DatasetFacts)
  /// Another program at the other end.
  case unknownOrder

  package var description: String {
    switch self {
    case .tooManyRanks(let ranks, let batch, let fewest?):
      "a batch of \(batch) pictures is too small to be shared by \(ranks) processes; "
        + "give --batch \(fewest), or start fewer"
    case .tooManyRanks(let ranks, _, nil):
      "\(ranks) processes are more than can share a step; start at most \(Batch.mostParts), each with more --threads"
    case .tooManyToGoOn(let ranks, let run, let batch, let most):
      "the run in \(run) has batches of \(batch) pictures, which are too small to be shared by \(ranks) processes; start "
        + "\(SharingError.atMost(most)) to continue it, or give --new to start afresh (the old run is kept aside)"
    case .tooFewPictures(let ranks, let training, let most):
      "\(training == 1 ? "one picture" : "\(training) pictures") to train on are too few to be shared by \(ranks) processes; "
        + "start \(SharingError.atMost(most))"
    case .failed(let place, let reason): "\(place): \(reason)"
    case .differs(let place, let theirs, let ours):
      "\(place) has \(theirs), but rank 0 has \(ours); start all processes alike"
    case .otherPictures(let place, let theirs, let ours):
      "\(place) finds other pictures than rank 0 (\(theirs.count) instead of \(ours.count), or others of the same "
        + "names); give all machines the same folders, under the same paths"
    case .unknownOrder:
      "the processes are of different versions of the program; start all with the same one"
    }
  }

  private static func atMost(_ ranks: Int) -> String { ranks == 1 ? "one" : "at most \(ranks)" }
}

extension SharingError {
  /// Throws where so many processes cannot share a step.
  package static func check(batch: Int, ranks: Int) throws(SharingError) {
    guard ranks > Batch.shards(images: batch) else { return }
    throw .tooManyRanks(ranks, batch: batch, fewest: Batch.fewestImages(parts: ranks))
  }

  /// Throws where so many cannot share the steps of a run; `folder` is that of one that goes on.
  static func check(
    _ plan: TrainingPlan, goingOnIn folder: String?, ranks: Int
  ) throws(SharingError) {
    let most = Batch.shards(images: plan.batch)
    if ranks > most, let fewest = Batch.fewestImages(parts: ranks) {
      if let folder {
        throw .tooManyToGoOn(ranks, run: folder, batch: plan.batch, most: most)
      }
      let training = plan.found.training
      if training < fewest {
        throw .tooFewPictures(ranks, training: training, most: Batch.shards(images: training))
      }
    }
    try check(batch: plan.batch, ranks: ranks)
  }
}
