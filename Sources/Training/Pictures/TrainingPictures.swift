import Files
import Images
import Tensors

/// The pictures of a run, decoded, in two parts: to train on and held out.
final class TrainingPictures {
  let cache: PictureCache
  /// Places in the cache.
  let training: [Int]
  let heldOut: [Int]

  /// With a folder `own`, its pictures are held out, and no others.
  init(_ cache: PictureCache, heldOut own: String) throws(FileError) {
    self.cache = cache
    if own.isEmpty {
      (training, heldOut) = HeldOut.split(cache.names)
    } else {
      let theirs = try Set(FolderWalk([own]).files.map(\.path))
      heldOut = cache.names.indices.filter { theirs.contains(cache.names[$0]) }
      training = cache.names.indices.filter { !theirs.contains(cache.names[$0]) }
    }
  }

  var facts: DatasetFacts {
    DatasetFacts(
      training: training.count, heldOut: heldOut.count, channels: cache.frame.channels,
      fingerprint: cache.fingerprint)
  }

  /// Of each picture the folder below `paths` that it lies in.
  func labels(of places: [Int], below paths: [String]) -> [String] {
    places.map { FolderLabel.of(cache.names[$0], below: paths) }
  }

  /// The batches of a run that has done `first` steps, of each the part that is `taken`.
  func batches(_ plan: TrainingPlan, taking taken: Range<Int>, first: Int) throws -> BatchReader {
    try BatchReader(
      cache, pictures: training, size: plan.batch, taking: taken, seed: plan.seed,
      flips: plan.augmentFlip, first: first)
  }

  /// Puts pictures, values in [0, 1], one after another into `pixels`.
  func read(_ places: some Collection<Int>, into pixels: SharedFloats) throws(FileError) {
    var bytes = [UInt8](repeating: 0, count: cache.pictureSize)
    var room = 0
    for place in places {
      var span = bytes.mutableSpan
      try cache.read(place, into: &span)
      var numbers = pixels.part(room, size: cache.pictureSize).mutableSpan
      PixelFloats.fill(&numbers, from: bytes.span)
      room += 1
    }
  }
}
