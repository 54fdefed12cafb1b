import Files
import Synchronization
import Threads

extension CacheIndex {
  /// Pictures that one thread looks at before it takes others.
  private static let picturesOfUnit = 64

  /// Whether every picture in the file still has the pixels whose hash is recorded: a disk may have lost
  /// some without a word.
  func hasPixels(
    in file: borrowing OpenFile, _ preparation: PicturePreparation, _ team: Team
  ) throws(FileError) -> Bool {
    struct Shared {
      var isRight = true
      var failure: FileError?
    }
    let shared = Mutex(Shared())
    let size = Self.picturesOfUnit
    team.run(units: (records.count + size - 1) / size) { unit in
      guard shared.withLock({ $0.isRight && $0.failure == nil }) else { return }
      let places = unit * size..<min((unit + 1) * size, records.count)
      do throws(FileError) {
        if try !hasPixels(places, in: file, preparation) { shared.withLock { $0.isRight = false } }
      } catch {
        shared.withLock { $0.failure = error }
      }
    }
    return try shared.withLock { shared throws(FileError) in
      if let failure = shared.failure { throw failure }
      return shared.isRight
    }
  }

  private func hasPixels(
    _ places: Range<Int>, in file: borrowing OpenFile, _ preparation: PicturePreparation
  ) throws(FileError) -> Bool {
    var pixels = [UInt8](repeating: 0, count: slotSize)
    for place in places {
      guard case .picture(let hash, _) = records[place].result else { continue }
      var span = pixels.mutableSpan
      guard try file.read(at: slot(place), into: &span) == slotSize,
        PixelHash.of(asDecoded(pixels, preparation)) == hash
      else { return false }
    }
    return true
  }

  /// Pixels of a slot with as many channels as they were decoded with, which is how they were hashed: a
  /// set that was found to be all grey was decoded in colour.
  func asDecoded(_ pixels: [UInt8], _ preparation: PicturePreparation) -> [UInt8] {
    if channels == preparation.frame.channels { return pixels }
    var colour = [UInt8](repeating: 0, count: 3 * pixels.count)
    for i in pixels.indices {
      colour[3 * i] = pixels[i]
      colour[3 * i + 1] = pixels[i]
      colour[3 * i + 2] = pixels[i]
    }
    return colour
  }
}
