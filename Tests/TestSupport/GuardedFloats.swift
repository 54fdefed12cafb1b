#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Floats between two pages that nobody may touch: an access beyond them ends the test at once.
@safe package struct GuardedFloats: ~Copyable {
  package enum Place: Sendable, CaseIterable {
    /// The first float follows the lower guard: the floats are aligned.
    case atStart
    /// The upper guard follows the last float: an odd count makes the floats misaligned.
    case atEnd
  }

  /// A NaN that no arithmetic makes, in everything that has not been written yet.
  package static let poison = Float(bitPattern: 0x7FC0_DEAD)

  private let region: UnsafeMutableRawPointer
  private let regionBytes: Int
  private let floats: UnsafeMutableBufferPointer<Float>

  package init(count: Int, _ place: Place) {
    let page = Int(getpagesize())
    let bytes = (max(count, 1) * 4 + page - 1) / page * page
    regionBytes = bytes + 2 * page
    guard
      let region = unsafe mmap(
        nil, regionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      unsafe region != MAP_FAILED
    else { fatalError("no memory for \(count) guarded floats") }
    unsafe self.region = unsafe region
    unsafe mprotect(region, page, PROT_NONE)
    unsafe mprotect(region + page + bytes, page, PROT_NONE)
    let start = place == .atStart ? page : page + bytes - count * 4
    unsafe floats = UnsafeMutableBufferPointer(
      start: (region + start).bindMemory(to: Float.self, capacity: count), count: count)
    unsafe floats.initialize(repeating: GuardedFloats.poison)
  }

  package init(_ values: [Float], _ place: Place) {
    self.init(count: values.count, place)
    _ = unsafe floats.update(fromContentsOf: values)
  }

  deinit { unsafe munmap(region, regionBytes) }

  package var values: [Float] { unsafe Array(floats) }

  package var span: Span<Float> {
    @_lifetime(borrow self) get { unsafe floats.span }
  }

  package var mutableSpan: MutableSpan<Float> {
    @_lifetime(&self) mutating get { unsafe floats.mutableSpan }
  }
}
