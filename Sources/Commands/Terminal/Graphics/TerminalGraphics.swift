import Files
import Images

/// How a terminal shows pictures, by what it says of itself.
package enum TerminalGraphics: Equatable {
  /// kitty's protocol: the file itself, in letters.
  case kitty
  /// Bands of six rows (`SixelEncoder`).
  case sixel
  /// Letters of two pixels, in true colour: what every newer terminal has.
  case halfBlocks

  /// kitty's question, whether it would show a picture of one pixel, then what kind of terminal this is (primary device
  /// attributes): what every terminal answers, and so ends the wait.
  static let question = "\u{1B}_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c"

  /// What ends an answer.
  static let lastLetter = UInt8(ascii: "c")

  /// Of an answer to the question; none where nothing came.
  ///
  ///     ESC _ G i=1;OK ESC \     kitty's
  ///     ESC [ ? 62 ; 4 ; 22 c    attributes: 4 are sixels
  package init(answer: String) {
    let attributes = answer.split(separator: "\u{1B}").last { $0.hasPrefix("[?") }
    let numbers = attributes?.dropFirst(2).prefix { $0 != "c" }.split(separator: ";") ?? []
    self =
      if answer.contains("_Gi=1;OK") {
        .kitty
      } else if numbers.dropFirst().contains("4") {
        .sixel
      } else {
        .halfBlocks
      }
  }

  /// What to write for the picture in a PNG file: as large as it is, and in half blocks no wider than so many columns.
  func letters(_ file: [UInt8], columns: Int) throws(PictureError) -> [UInt8] {
    switch self {
    case .kitty: KittyPicture.letters(file)
    case .sixel: SixelEncoder.encode(try PictureReader.read(file.span)) + [UInt8(ascii: "\n")]
    case .halfBlocks: HalfBlocks.letters(try PictureReader.read(file.span), columns: columns)
    }
  }
}

/// kitty's graphics protocol: a PNG file in base 64, cut into parts.
package enum KittyPicture {
  private static let longestPart = 4096

  package static func letters(_ file: [UInt8]) -> [UInt8] {
    let data = Base64.letters(of: file)
    let parts = stride(from: 0, to: data.count, by: longestPart).flatMap { start -> [UInt8] in
      let end = min(start + longestPart, data.count)
      // a=T: show it now; f=100: a PNG file; q=2: answer nothing; m: whether more follows.
      let keys = "\(start == 0 ? "a=T,f=100,q=2," : "")m=\(end < data.count ? 1 : 0)"
      return Array("\u{1B}_G\(keys);".utf8) + data[start..<end] + Array("\u{1B}\\".utf8)
    }
    return parts + [UInt8(ascii: "\n")]
  }
}

/// A picture in letters whose upper half has the colour of one pixel, and the lower that of the one below.
package enum HalfBlocks {
  package static func letters(_ picture: Picture, columns most: Int) -> [UInt8] {
    let columns = min(most, picture.width)
    let lines = max(1, picture.height * columns / picture.width / 2)
    var resizer = Resizer(Frame(width: columns, height: 2 * lines, channels: 3))
    let small = resizer.fit(picture)
    var text = ""
    for line in 0..<lines {
      for column in 0..<columns {
        func colour(_ row: Int) -> String {
          let at = ((2 * line + row) * columns + column) * 3
          return small.pixels[at..<at + 3].map(String.init).joined(separator: ";")
        }
        text += "\u{1B}[38;2;\(colour(0));48;2;\(colour(1))m\u{2580}"
      }
      text += "\u{1B}[0m\n"
    }
    return Array(text.utf8)
  }
}
