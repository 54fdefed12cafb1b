import Files
import Testing
import Training

@Suite("Held-out pictures")
struct HeldOutTests {
  private let names = (0..<2000).map { "faces/\($0).jpg" }

  @Test("are about one in twenty, and the sides share none")
  func share() {
    let (training, heldOut) = HeldOut.split(names)
    // Binomial(2000, 1/20): 100 with a deviation under 10, so five of them are 50.
    #expect(50...150 ~= heldOut.count)
    // Which they are is a promise to runs that stand: computed from the same hash elsewhere.
    #expect(heldOut.count == 87 && heldOut.prefix(6) == [11, 19, 40, 43, 56, 57])
    #expect((training + heldOut).sorted() == Array(names.indices))
  }

  @Test("stay held out when others come and the folder moves")
  func stable() {
    let before = Set(HeldOut.split(names).heldOut.map { Path.name(names[$0]) })
    let more = (0..<3000).map { "elsewhere/faces/\($0).jpg" }
    let after = Set(HeldOut.split(more).heldOut.map { Path.name(more[$0]) })
    #expect(before.isSubset(of: after))
  }

  @Test("are as many where each folder has files of the same names")
  func sameNames() {
    let people = (0..<2000).map { "\($0 / 10)/\($0 % 10)/face.jpg" }
    let (training, heldOut) = HeldOut.split(people)
    #expect(50...150 ~= heldOut.count)
    #expect((training + heldOut).sorted() == Array(people.indices))
    // Those with a name of their own stay where they are.
    let alone = HeldOut.split(names).heldOut.map { names[$0] }
    let mixed = people + names
    #expect(Set(HeldOut.split(mixed).heldOut.map { mixed[$0] }).isSuperset(of: alone))
  }

  @Test("are at least one, as are the others", arguments: 2...30)
  func few(_ count: Int) {
    let (training, heldOut) = HeldOut.split(Array(names.prefix(count)))
    #expect(!training.isEmpty && !heldOut.isEmpty)
  }
}
