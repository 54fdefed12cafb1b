/// A picture as sixels, the letters that many terminals draw: bands of six rows, and for each colour of a band the
/// columns in which its pixels stand, six bits a letter.
package enum SixelEncoder {
  package static func encode(_ picture: Picture) -> [UInt8] {
    let colors = ColorTable(of: [picture])
    let indices = colors.indices(of: picture)
    // 0;1: pixels without a colour stay as they are; then the shape of a pixel and the size.
    var text = "\u{1B}P0;1q\"1;1;\(picture.width);\(picture.height)"
    for (number, color) in colors.colors.enumerated() {
      let percent = (color &* 100 &+ 127) / 255
      text += "#\(number);2;\(percent.x);\(percent.y);\(percent.z)"
    }
    var bytes = Array(text.utf8)
    for top in stride(from: 0, to: picture.height, by: 6) {
      let rows = top..<min(top + 6, picture.height)
      let band = indices[rows.lowerBound * picture.width..<rows.upperBound * picture.width]
      var isFirst = true
      for number in Set(band).sorted() {
        // $: back to the left end, over the colours that are there.
        if !isFirst { bytes.append(UInt8(ascii: "$")) }
        isFirst = false
        bytes += Array("#\(number)".utf8)
        bytes += letters(of: number, indices, rows, width: picture.width)
      }
      bytes.append(UInt8(ascii: "-"))
    }
    return bytes + Array("\u{1B}\\".utf8)
  }

  /// One letter a column, of '?' plus the bits of the rows that have the colour; more than three alike as "!count".
  private static func letters(
    of number: UInt8, _ indices: [UInt8], _ rows: Range<Int>, width: Int
  ) -> [UInt8] {
    let columns = (0..<width).map { column in
      rows.reduce(UInt8(63)) { letter, row in
        indices[row * width + column] == number
          ? letter + 1 << UInt8(row - rows.lowerBound) : letter
      }
    }
    var text: [UInt8] = []
    var start = 0
    while start < width {
      let end = columns[start...].firstIndex { $0 != columns[start] } ?? width
      if end - start > 3 {
        text += Array("!\(end - start)".utf8) + [columns[start]]
      } else {
        text += columns[start..<end]
      }
      start = end
    }
    return text
  }
}
