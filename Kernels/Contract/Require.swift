/// Stops the program, with a message, where a caller broke the contract.
///
/// In place of `precondition`, whose message an optimised build drops. Never inlined, like the
/// checks that call it: no copy of them may be compiled for a wider CPU.
@inline(never)
func require(_ holds: Bool, _ message: @autoclosure () -> String) {
  if holds { return }
  #if hasFeature(Embedded)
    // Its `fatalError` takes constant messages alone.
    print(message())
    fatalError()
  #else
    fatalError(message())
  #endif
}

/// Stops the program unless there are at least as many numbers of a kind as an operation needs.
@inline(never)
func require(_ what: StaticString, _ count: Int, atLeast needed: Int) {
  require(count >= needed, "\(what) missing: needs \(needed), has \(count)")
}

/// Stops the program unless there are exactly as many numbers of a kind as an operation needs.
@inline(never)
func require(_ what: StaticString, _ count: Int, exactly needed: Int) {
  require(count == needed, "\(what) of the wrong count: needs \(needed), has \(count)")
}
