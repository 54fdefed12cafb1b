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
    /// Of the colours, where they are not those of sRGB (`ColourProfile`).
    package let profile: String?

    init(_ facts: PictureFacts, profile: String?, _ picture: Picture) {
      self.facts = facts
      self.profile = profile
      isGrey = picture.channels == 1 || PixelHash.isGrey(picture.pixels)
      hash = PerceptualHash(picture)
      digest = PixelHash.of(
        picture.pixels, shape: [picture.width, picture.height, picture.channels])
    }
  }

  package let path: String
  package let finding: Finding
  /// The format that the name promises, where the bytes are of another.
  package let wrongExtension: String?

  package init(_ path: String, _ options: ReadingOptions = ReadingOptions()) {
    self.path = path
    let bytes: [UInt8]
    do {
      bytes = try PictureFile.read(path)
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
      let profile = ColourProfile.foreignName(in: bytes)
      return .readable(
        try PictureReader.withPicture(bytes, options) { Details(facts, profile: profile, $0) })
    } catch .truncated {
      return .truncated
    } catch {
      return .unreadable("\(error)")
    }
  }

  private static func wrongExtension(_ path: String, _ format: PictureFormat?) -> String? {
    let known: [String: PictureFormat] = [
      "png": .png, "jpg": .jpeg, "jpeg": .jpeg, "jpe": .jpeg, "webp": .webp,
    ]
    let ending = Path.fileExtension(path)
    guard let format, let promised = known[ending], promised != format else { return nil }
    return ending
  }
}
