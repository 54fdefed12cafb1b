import Files
import Images
import Threads

/// `bench load`: how fast pictures are read into a fresh cache, and from it.
enum BenchLoad {
  static func run(_ line: ParsedLine, _ folder: String, _ console: Console) throws {
    let temporary = Console.variable("TMPDIR")
    let size = line[BenchCommand.size]
    let measured = try LoadBenchmark(
      sources: [folder], PicturePreparation(width: size, height: size),
      team: Team(line), in: temporary.isEmpty ? "/tmp" : temporary)
    guard measured.images > 0 else { throw DataError("no picture in \(folder) can be read") }
    let cached = measured.cachedImagesPerSecond
    try console.answer(
      [
        "bench": "load", "images": .integer(measured.images), "seconds": .number(measured.seconds),
        "images_per_second": .number(measured.imagesPerSecond),
        "threads": .integer(measured.threads), "cached_images_per_second": .number(cached),
      ],
      "\(NumberText.counted(measured.images, "picture")) in \(NumberText.fixed(measured.seconds, 3)) s: "
        + "\(NumberText.grouped(Int(measured.imagesPerSecond))) a second, "
        + "\(NumberText.grouped(Int(cached))) from the cache, "
        + NumberText.counted(measured.threads, "thread"))
  }
}
