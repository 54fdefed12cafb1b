import Files
import Tensors
import Threads

/// How fast a folder of pictures is decoded into a fresh cache, and read back from it.
package struct LoadBenchmark: Sendable {
  package let images: Int
  package let seconds: Double
  package let threads: Int
  package let cachedImagesPerSecond: Double

  package var imagesPerSecond: Double { Double(images) / seconds }

  /// Writes the cache to a file in `folder` that has no name once it is read.
  package init(
    sources: [String], _ preparation: PicturePreparation, team: Team, in folder: String
  ) throws {
    let clock = Clock()
    let cache = try PictureCache(fresh: sources, preparation, team: team, in: folder)
    seconds = clock.seconds
    images = cache.count
    threads = team.count
    cachedImagesPerSecond = try Self.readingRate(cache)
  }

  /// Pictures a second through a `BatchReader`, for about half a second.
  private static func readingRate(_ cache: PictureCache) throws -> Double {
    guard cache.count > 0 else { return 0 }
    let batches = try BatchReader(
      cache, pictures: Array(0..<cache.count), size: 64, seed: 0, flips: false)
    _ = try batches.next()
    let clock = Clock()
    var images = 0
    while clock.seconds < 0.5 {
      _ = try batches.next()
      images += 64
    }
    return Double(images) / clock.seconds
  }
}
