import Images

/// The entry that libFuzzer calls with ever new bytes, once a decoder: .ci/fuzz builds it with
/// FUZZ_PNG, FUZZ_JPEG or FUZZ_WEBP defined. Whatever comes in, an error or a picture must come out.
#if FUZZ_PNG
  private let beginning: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
#elseif FUZZ_WEBP
  private let beginning = Array("RIFF".utf8)
#else
  private let beginning: [UInt8] = [0xFF, 0xD8, 0xFF]
#endif

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  for i in 0..<min(bytes.count, beginning.count) { bytes[i] = beginning[i] }
  let frame = Frame(width: 5, height: 4, channels: 3)
  var options = ReadingOptions()
  options.maxPixels = 1 << 18
  for isAccepted in [false, true] {
    options.acceptTruncated = isAccepted
    guard let picture = try? PictureReader.read(bytes.span, options, for: frame) else { continue }
    var resizer = Resizer(frame)
    _ = resizer.fit(picture)
  }
  return 0
}
