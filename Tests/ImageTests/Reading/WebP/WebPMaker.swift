import CLibrary

import Images

/// Makes WebP files, by the encoder of libwebp where there is one, and by hand what stands around a picture.
enum WebPMaker {
  static let isPossible = WebPLibrary.shared != nil

  private typealias Encode =
    @convention(c) (
      UnsafePointer<UInt8>?, CInt, CInt, CInt, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> Int

  private typealias EncodeLossy =
    @convention(c) (
      UnsafePointer<UInt8>?, CInt, CInt, CInt, Float,
      UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> Int

  private static func function<F>(_ name: String, as type: F.Type) -> F {
    let library = unsafe dlopen("libwebp.so.7", RTLD_NOW) ?? dlopen("libwebp.7.dylib", RTLD_NOW)
    return unsafe unsafeBitCast(dlsym(library, name)!, to: type)
  }

  /// Without loss, of red, green, blue and alpha.
  static func lossless(_ width: Int, _ height: Int, _ rgba: [UInt8]) -> [UInt8] {
    var made: UnsafeMutablePointer<UInt8>?
    let encode = unsafe function("WebPEncodeLosslessRGBA", as: Encode.self)
    let count = unsafe encode(rgba, CInt(width), CInt(height), CInt(4 * width), &made)
    return unsafe taken(made, count)
  }

  static func lossy(_ width: Int, _ height: Int, _ rgb: [UInt8], quality: Float = 90) -> [UInt8] {
    var made: UnsafeMutablePointer<UInt8>?
    let encode = unsafe function("WebPEncodeRGB", as: EncodeLossy.self)
    let count = unsafe encode(rgb, CInt(width), CInt(height), CInt(3 * width), quality, &made)
    return unsafe taken(made, count)
  }

  /// A copy of what an encoder made, which is freed.
  private static func taken(_ made: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
    typealias Free = @convention(c) (UnsafeMutableRawPointer?) -> Void
    defer { unsafe function("WebPFree", as: Free.self)(made) }
    return unsafe Array(UnsafeBufferPointer(start: made, count: count))
  }

  // MARK: - By hand

  static func littleEndian(_ number: Int, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + littleEndian(content.count) + content + (content.count % 2 == 1 ? [0] : [])
  }

  static func file(_ chunks: [[UInt8]]) -> [UInt8] {
    let content = Array("WEBP".utf8) + chunks.flatMap { $0 }
    return Array("RIFF".utf8) + littleEndian(content.count) + content
  }

  /// A simple file with more around its picture; flags: 0x02 animation, 0x04 XMP, 0x08 EXIF, 0x10 alpha, 0x20 ICC.
  static func extended(
    _ simple: [UInt8], _ width: Int, _ height: Int, flags: UInt8, before: [[UInt8]] = [],
    after: [[UInt8]] = []
  ) -> [UInt8] {
    let canvas =
      [flags, 0, 0, 0] + littleEndian(width - 1, bytes: 3) + littleEndian(height - 1, bytes: 3)
    return file([chunk("VP8X", canvas)] + before + [Array(simple.dropFirst(12))] + after)
  }
}
