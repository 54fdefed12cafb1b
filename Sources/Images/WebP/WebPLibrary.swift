import CLibrary

/// libwebp, where the system has it: it is looked for when the first WebP file is met, so that the program
/// needs none to be built or to start.
@safe package struct WebPLibrary: Sendable {
  /// The library of this system; nil where there is none.
  package static let shared = WebPLibrary(named: [
    "libwebp.so.7", "libwebp.7.dylib", "libwebp.so.6",
  ])

  /// How a picture is to lie in memory (WEBP_CSP_MODE).
  enum Layout: CInt {
    case rgb = 0
    case rgba = 1
  }

  /// What decoding came to (VP8StatusCode).
  enum Status: CInt {
    case ok = 0
    case outOfMemory, invalidParameter, damaged, unsupported, suspended, stopped, notEnoughData
  }

  private let begin:
    @convention(c) @Sendable (CInt, UnsafeMutablePointer<UInt8>?, Int, CInt) -> OpaquePointer?
  private let update: @convention(c) @Sendable (OpaquePointer, UnsafePointer<UInt8>?, Int) -> CInt
  private let end: @convention(c) @Sendable (OpaquePointer) -> Void

  /// The first of these that is there, with all functions that are needed. It stays until the program ends.
  package init?(named names: [String]) {
    var library: UnsafeMutableRawPointer?
    for name in names where unsafe library == nil {
      unsafe library = dlopen(name, RTLD_NOW | RTLD_LOCAL)
    }
    guard let library = unsafe library, let begin = unsafe dlsym(library, "WebPINewRGB"),
      let update = unsafe dlsym(library, "WebPIUpdate"),
      let end = unsafe dlsym(library, "WebPIDelete")
    else { return nil }
    unsafe self.begin = unsafeBitCast(begin, to: type(of: self.begin))
    unsafe self.update = unsafeBitCast(update, to: type(of: self.update))
    unsafe self.end = unsafeBitCast(end, to: type(of: self.end))
  }

  /// Fills `pixels`, rows of `stride` bytes, as far as the file goes.
  func decode(
    _ bytes: Span<UInt8>, _ layout: Layout, stride: Int,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) -> Status {
    let decoder = unsafe begin(layout.rawValue, pixels.baseAddress, pixels.count, CInt(stride))
    guard let decoder = unsafe decoder else { return .outOfMemory }
    defer { unsafe end(decoder) }
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe Status(rawValue: update(decoder, $0.baseAddress, $0.count)) ?? .damaged
    }
  }
}
