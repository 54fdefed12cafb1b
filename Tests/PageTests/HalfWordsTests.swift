import Foundation
import Testing

import Pages

@Suite("Numbers in 16 bits are the nearest ones there are")
struct HalfWordsTests {
  /// The value of the word, by the definition of the format.
  static func value(_ word: UInt16) -> Double {
    let (exponent, fraction) = (Int(word >> 10 & 31), Double(word & 1023) / 1024)
    let size =
      exponent > 0 ? scalbn(1 + fraction, exponent - 15) : scalbn(fraction, -14)
    return word >> 15 == 1 ? -size : size
  }

  private func words(_ numbers: Float...) -> [UInt16] {
    var half = HalfWords()
    half.append(numbers)
    return half.words
  }

  @Test("each half float stays itself, and ties between two go to the even one")
  func exact() {
    // Up to the largest, 0x7bff.
    for sign in [UInt16(0), 0x8000] {
      for word in UInt16(0)..<0x7bff {
        let (low, high) = (Self.value(word | sign), Self.value((word + 1) | sign))
        // Between two halves lies a float, exactly.
        let middle = Float((low + high) / 2)
        let even = word.isMultiple(of: 2) ? word : word + 1
        let expected = [word | sign, even | sign, (word + 1) | sign]
        guard words(Float(low), middle, Float(high)) == expected,
          words(sign == 0 ? middle.nextDown : middle.nextUp)[0] == word | sign
        else {
          Issue.record("\(word)")
          return
        }
      }
    }
  }

  @Test("what has no half float is noticed")
  func overflow() {
    for (number, isTooLarge) in [
      (65_519.996, false), (65_520, true), (-65_520, true), (.infinity, true), (1e-9, false),
    ] as [(Float, Bool)] {
      var half = HalfWords()
      half.append([number, 1])
      #expect(half.hasOverflown == isTooLarge, "\(number)")
    }
  }

  @Test("words lie in the page low byte first")
  func bytes() {
    var half = HalfWords()
    half.append([1, -2])
    half.append(places: [0, 4095])
    let bytes = Data(base64Encoded: Data(half.base64)).map(Array.init)
    #expect(bytes == [0x00, 0x3c, 0x00, 0xc0, 0x00, 0x00, 0xff, 0x0f])
  }
}
