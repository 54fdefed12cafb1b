/// Bytes to floats: byte / 255.
package enum PixelFloats {
  /// `bytes` and `floats` have as many elements.
  package static func fill(_ floats: inout MutableSpan<Float>, from bytes: Span<UInt8>) {
    precondition(floats.count == bytes.count, "room for another number of pixels")
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe floats.withUnsafeMutableBufferPointer { floats in
        for i in 0..<bytes.count { unsafe floats[i] = Float(bytes[i]) / 255 }
      }
    }
  }

  /// Reverses the pixels of every row.
  static func mirror(_ bytes: inout MutableSpan<UInt8>, width: Int, channels: Int) {
    for row in stride(from: 0, to: bytes.count, by: width * channels) {
      for x in 0..<width / 2 {
        for channel in 0..<channels {
          let left = row + x * channels + channel
          let right = row + (width - 1 - x) * channels + channel
          (bytes[left], bytes[right]) = (bytes[right], bytes[left])
        }
      }
    }
  }
}
