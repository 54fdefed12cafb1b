/// The entry that libFuzzer calls with ever new EXIF blocks: any says an orientation.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  precondition(1...8 ~= Orientation(exif: bytes.span).rawValue)
  return 0
}
