/// A GIF taken apart by a reader that shares nothing with the writer: just enough for one table of
/// colours and whole frames.
struct GIFReading {
  var width = 0
  var height = 0
  var delays: [Int] = []
  var repeatsForever = false
  var table: [[UInt8]] = []
  /// For each frame its RGB pixels.
  var frames: [[UInt8]] = []

  private let bytes: [UInt8]
  private var at = 0

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard take(6) == Array("GIF89a".utf8) else { return nil }
    width = word()
    height = word()
    let flags = take(3)[0]
    for _ in 0..<(2 << (flags & 7)) { table.append(take(3)) }
    while at < bytes.count {
      switch take(1)[0] {
      case 0x21:
        let label = take(1)[0]
        let content = blocks()
        if label == 0xF9 { delays.append(Int(content[1]) | Int(content[2]) << 8) }
        if label == 0xFF { repeatsForever = content == Array("NETSCAPE2.0".utf8) + [1, 0, 0] }
      case 0x2C:
        guard take(9).last == 0 else { return nil }
        let bits = Int(take(1)[0])
        guard let symbols = Self.expand(blocks(), bits), symbols.count == width * height,
          symbols.allSatisfy({ $0 < table.count })
        else { return nil }
        frames.append(symbols.flatMap { table[$0] })
      case 0x3B:
        guard at == bytes.count else { return nil }
        return
      default: return nil
      }
    }
    return nil
  }

  private mutating func take(_ count: Int) -> [UInt8] {
    defer { at += count }
    return Array(bytes[at..<at + count])
  }

  private mutating func word() -> Int {
    let pair = take(2)
    return Int(pair[0]) | Int(pair[1]) << 8
  }

  private mutating func blocks() -> [UInt8] {
    var content: [UInt8] = []
    while true {
      let count = Int(take(1)[0])
      if count == 0 { return content }
      content += take(count)
    }
  }

  /// LZW, from the reader's side; nil where a code cannot be.
  static func expand(_ data: [UInt8], _ bits: Int) -> [Int]? {
    let (clear, end) = (1 << bits, (1 << bits) + 1)
    var strings: [[Int]] = []
    var last: [Int]?
    var output: [Int] = []
    var (position, width) = (0, bits + 1)
    while position + width <= data.count * 8 {
      var code = 0
      for bit in 0..<width where data[(position + bit) / 8] >> ((position + bit) % 8) & 1 == 1 {
        code |= 1 << bit
      }
      position += width
      if code == clear {
        strings = (0..<clear).map { [$0] } + [[], []]
        (last, width) = (nil, bits + 1)
        continue
      }
      if code == end { return output }
      guard code <= strings.count, code < strings.count || last != nil else { return nil }
      if let before = last, strings.count < 4096 {
        let next = code < strings.count ? strings[code][0] : before[0]
        strings.append(before + [next])
      }
      guard code < strings.count else { return nil }
      output += strings[code]
      last = strings[code]
      if strings.count == 1 << width && width < 12 { width += 1 }
    }
    return nil
  }
}
