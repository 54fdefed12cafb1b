// Pictures decoded into memory, until the cache on disk takes their place.
import Files
import Images
import Tensors
import Threads
package enum ChannelChoice: String, Sendable, CaseIterable { case auto, gray, rgb }
final class PictureCache {
  var names: [String] = []
  var skipped: [SkippedFile] = []
  var pixels: [[UInt8]] = []
  var channels = 3
  var fingerprint = "x"
  init(_ data: DataPlan, _ reading: ReadingOptions) throws {
    var resizer = Resizer(
      Frame(width: data.size.width, height: data.size.height, channels: 3, fit: data.fit),
      background: data.background)
    for path in data.paths {
      for name in try Folder.names(in: path) {
        let file = Path.join(path, name)
        do {
          let bytes = try WholeFile.read(file)
          let picture = try PictureReader.read(bytes.span, reading, for: resizer.frame)
          pixels.append(resizer.fit(picture).pixels)
          names.append(file)
        } catch { skipped.append(SkippedFile(path: file, reason: "\(error)")) }
      }
    }
  }
}
