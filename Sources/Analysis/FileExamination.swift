import Files
import Images

/// What one file of a folder turned out to be.
package struct FileExamination: Sendable {
  package enum Finding: Sendable, Equatable {
    case readable(Details)
    /// A picture whose end is missing.
    case truncated
    /// With the reason.
    case unreadable(String)
  }

  package struct Details: Sendable, Equatable {
    package let facts: PictureFacts
    /// Whether every pixel is grey, whatever the format could hold.
    package let isGrey: Bool
    package let hash: PerceptualHash
    /// Of the pixels and the size: equal pictures have equal digests.
    package let digest: UInt64
  }

  package let path: String
  package let finding: Finding
  /// The format that the name promises, where the bytes are of another.
  package let wrongExtension: String?

  package init(_ path: String, _ options: ReadingOptions = ReadingOptions()) {
    self.path = path
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(path)
    } catch {
      finding = .unreadable("\(error)")
      wrongExtension = nil
      return
    }
    let format = try? PictureFormat.of(bytes.span)
    wrongExtension = FileExamination.wrongExtension(path, format)
    finding = FileExamination.examine(bytes.span, options)
  }

  private static func examine(_ bytes: Span<UInt8>, _ options: ReadingOptions) -> Finding {
    do throws(PictureError) {
      let facts = try PictureReader.facts(of: bytes)
      let picture = try PictureReader.read(bytes, options)
      return .readable(
        Details(
          facts: facts, isGrey: isGrey(picture), hash: PerceptualHash(picture),
          digest: digest(picture)))
    } catch .truncated {
      return .truncated
    } catch {
      return .unreadable("\(error)")
    }
  }

  private static func isGrey(_ picture: Picture) -> Bool {
    if picture.channels == 1 { return true }
    let pixels = picture.pixels
    for i in stride(from: 0, to: pixels.count, by: 3) {
      if pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2] { return false }
    }
    return true
  }

  /// FNV-1a.
  private static func digest(_ picture: Picture) -> UInt64 {
    var h: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in [picture.width, picture.height, picture.channels] {
      h = (h ^ UInt64(value)) &* 0x0000_0100_0000_01B3
    }
    for byte in picture.pixels { h = (h ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return h
  }

  private static func wrongExtension(_ path: String, _ format: PictureFormat?) -> String? {
    let known: [String: PictureFormat] = ["png": .png, "jpg": .jpeg, "jpeg": .jpeg, "jpe": .jpeg]
    let ending = Path.fileExtension(path)
    guard let format, let promised = known[ending], promised != format else { return nil }
    return ending
  }
}
