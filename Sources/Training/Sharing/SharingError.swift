import Autoencoder
import Files

/// Why several processes cannot share a training.
package enum SharingError: Error, Equatable, CustomStringConvertible {
  /// A batch has fewer shards than there are processes; `fewest` pictures would do, nil where none would.
  case tooManyRanks(Int, batch: Int, fewest: Int?)
  case adversarial
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
    case .adversarial:
      "several processes cannot train with a discriminator, as --objective adversarial and, from 5,000 pictures on, the "
        + "default do; give --objective variational, or start one"
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
}
