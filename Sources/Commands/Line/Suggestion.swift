/// The word that a mistyped one was probably meant to be.
package enum Suggestion {
  /// The nearest of `words`, if it is near: up to a third of its letters wrong, or it begins so.
  package static func nearest(to typed: String, in words: [String]) -> String? {
    let near = words.map { (word: $0, distance: distance(typed, $0)) }
      .filter { $0.distance <= max(1, $0.word.count / 3) }
      .min { $0.distance < $1.distance }
    return near?.word ?? words.first { typed.count >= 3 && $0.hasPrefix(typed) }
  }

  /// How many letters to insert, remove, change or swap with their neighbour (Damerau and Levenshtein,
  /// no letter touched twice).
  package static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        let changed = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, changed)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
