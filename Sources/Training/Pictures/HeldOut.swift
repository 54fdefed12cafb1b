import Files
import Hashing

/// Which pictures are never trained on: one in twenty, by a hash of the file's name; where several folders
/// have a file of that name, with as many of its folders as tell them apart.
///
/// So a picture stays on its side when others come or go, when the folder moves, and in another run.
package enum HeldOut {
  /// The indices of `names` on either side, in order. Both have at least one where there are two.
  package static func split(_ names: [String]) -> (training: [Int], heldOut: [Int]) {
    let hashes = endings(names).map(hash)
    var heldOut = hashes.indices.filter { hashes[$0] < UInt64.max / 20 }
    if heldOut.isEmpty, names.count > 1,
      let least = hashes.indices.min(by: { hashes[$0] < hashes[$1] })
    {
      heldOut = [least]
    }
    if heldOut.count == names.count, names.count > 1 { heldOut.removeLast() }
    var isHeldOut = [Bool](repeating: false, count: names.count)
    for index in heldOut { isHeldOut[index] = true }
    return (names.indices.filter { !isHeldOut[$0] }, heldOut)
  }

  /// Of each path its last name, or as many of its last ones as no other path ends in.
  private static func endings(_ paths: [String]) -> [String] {
    var endings = paths.map(Path.name)
    var folders = paths.map(Path.parent)
    var open = Array(paths.indices)
    while !open.isEmpty {
      let alike = Dictionary(grouping: open) { endings[$0] }.values.filter { $0.count > 1 }
      open = alike.joined().filter { ![".", "/"].contains(folders[$0]) }
      for index in open {
        endings[index] = Path.join(Path.name(folders[index]), endings[index])
        folders[index] = Path.parent(folders[index])
      }
    }
    return endings
  }

  /// FNV-1a, its bits then mixed, since FNV leaves the high ones of short names alike.
  private static func hash(_ name: String) -> UInt64 {
    var fnv = FNV1a()
    for byte in name.utf8 { fnv.update(UInt64(byte)) }
    var h = fnv.value
    h = (h ^ (h >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    h = (h ^ (h >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return h ^ (h >> 33)
  }
}
