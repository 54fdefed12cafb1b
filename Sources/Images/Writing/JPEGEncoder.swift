import CJPEGBridge
import CLibrary

/// A picture to the bytes of a baseline JPEG file, colour at full resolution.
package enum JPEGEncoder {
  /// `quality` 1...100; at 95 losses are invisible beside those of a model.
  package static func encode(
    _ picture: Picture, quality: Int = 95
  ) throws(PictureWritingError) -> [UInt8] {
    var count = 0
    var reason = ""
    let bytes: [UInt8]? = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) {
      message in
      guard
        let file = unsafe jpeg_write(
          picture.pixels, Int32(picture.width), Int32(picture.height), Int32(picture.channels),
          Int32(quality), &count, message.baseAddress)
      else {
        reason = unsafe message.baseAddress.map { unsafe String(cString: $0) } ?? ""
        return nil
      }
      defer { unsafe free(file) }
      return unsafe Array(UnsafeBufferPointer(start: file, count: count))
    }
    guard let bytes else { throw .encoder(format: "JPEG", reason: reason) }
    return bytes
  }
}
