/// Lempel, Ziv and Welch's compression as GIF uses it: codes for strings of symbols seen before,
/// lowest bits first, growing from one bit more than a symbol has to twelve.
enum LZW {
  /// At least one symbol.
  static func compress(_ symbols: [UInt8], symbolBits: Int) -> [UInt8] {
    let clear = 1 << symbolBits
    let end = clear + 1
    var output = BitWriter()
    // longer[string, symbol] is the code of the string with the symbol behind it; 0 is none, as no
    // string of two symbols has code 0.
    var longer = [Int16](repeating: 0, count: 4096 << symbolBits)
    var free = end + 1
    var width = symbolBits + 1

    output.write(clear, bits: width)
    var string = Int(symbols[0])
    for symbol in symbols.dropFirst() {
      let place = string << symbolBits | Int(symbol)
      if longer[place] != 0 {
        string = Int(longer[place])
        continue
      }
      output.write(string, bits: width)
      string = Int(symbol)
      if free < 4096 {
        longer[place] = Int16(free)
        // The reader learns each string one code later than the writer.
        if free == 1 << width { width += 1 }
        free += 1
      } else {
        output.write(clear, bits: width)
        longer = [Int16](repeating: 0, count: longer.count)
        (free, width) = (end + 1, symbolBits + 1)
      }
    }
    output.write(string, bits: width)
    // The last string taught the reader one more, which may have made its codes wider.
    if free == 1 << width && width < 12 { width += 1 }
    output.write(end, bits: width)
    output.flush()
    return output.bytes
  }

  /// Codes packed into bytes, lowest bits first.
  private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending = 0
    private var count = 0

    mutating func write(_ code: Int, bits: Int) {
      pending |= code << count
      count += bits
      while count >= 8 { flush() }
    }

    mutating func flush() {
      guard count > 0 else { return }
      bytes.append(UInt8(pending & 0xFF))
      pending >>= 8
      count = max(0, count - 8)
    }
  }
}
