/// The lengths of an array's axes, which a file may say to be anything.
enum ArrayShape {
  /// More numbers than any file has, and few enough that sums over thousands of arrays can be counted.
  private static let mostNumbers = 1 << 40

  /// How many numbers there are: the product of the lengths. Nil where a length is negative or the
  /// product beyond all files, also where a length of zero makes it nothing: whoever multiplies some of
  /// the lengths then need not fear that they are too large.
  static func count(of lengths: [Int]) -> Int? {
    var product = 1
    for length in lengths where length != 0 {
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: length)
      guard length > 0, !isTooLarge, next <= mostNumbers else { return nil }
      product = next
    }
    return lengths.contains(0) ? 0 : product
  }
}
