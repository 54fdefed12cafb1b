/// What a decoder makes of a file: pixels of one grey or three colour values, and an alpha if there is one.
struct Samples<Value: FixedWidthInteger & BitwiseCopyable> {
  let values: [Value]
  let colors: Int
  let hasAlpha: Bool
}

extension Samples<UInt8> {
  /// (value * alpha + background * (255 - alpha)) / 255, rounded: the background alone where alpha
  /// is 0, whatever colour stands there. Grey over a colour is in colour.
  func over(_ background: Color) -> Self {
    let shown = background.isGrey ? colors : 3
    let behind = [background.red, background.green, background.blue]
    let opaque = [UInt8](capacity: values.count / (colors + 1) * shown) { result in
      for pixel in stride(from: 0, to: values.count, by: colors + 1) {
        let alpha = UInt32(values[pixel + colors])
        for color in 0..<shown {
          let value = UInt32(values[pixel + min(color, colors - 1)])
          result.append(UInt8((value * alpha + UInt32(behind[color]) * (255 - alpha) + 127) / 255))
        }
      }
    }
    return Self(values: opaque, colors: shown, hasAlpha: false)
  }
}
