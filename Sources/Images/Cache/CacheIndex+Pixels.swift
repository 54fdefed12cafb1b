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
    let isRight = Mutex(true)
    let size = Self.picturesOfUnit
    try team.tryRun(units: (records.count + size - 1) / size) { unit throws(FileError) in
      guard isRight.withLock({ $0 }) else { return }
      let places = unit * size..<min((unit + 1) * size, records.count)
      if try !hasPixels(places, in: file, preparation) { isRight.withLock { $0 = false } }
    }
    return isRight.withLock { $0 }
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
