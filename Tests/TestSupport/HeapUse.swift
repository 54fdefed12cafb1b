#if canImport(Glibc)
  import CHeap
  import Glibc

  /// What the process holds of the heap, in every thread's arena and outside of them.
  package enum HeapUse {
    /// Bytes that were allocated and not freed since. What a thread freed and keeps at hand for its next
    /// allocations counts as held.
    package static var bytes: Int {
      let report = glibcReport
      // The totals come after the last of the arenas.
      let totals = report[report.ranges(of: "</heap>").last!.upperBound...]
      func size(_ element: String) -> Int {
        let rest = totals[totals.firstRange(of: element)!.upperBound...]
        return Int(rest[rest.firstRange(of: "size=\"")!.upperBound...].prefix { $0.isNumber })!
      }
      return size("<system type=\"current\"") + size("<total type=\"mmap\"")
        - size("<total type=\"fast\"") - size("<total type=\"rest\"")
    }

    private static var glibcReport: String {
      var text: UnsafeMutablePointer<CChar>?
      var count = 0
      let stream = unsafe open_memstream(&text, &count)!
      unsafe malloc_info(0, stream)
      unsafe fclose(stream)
      defer { unsafe free(text) }
      return unsafe String(cString: text!)
    }

    /// From now on large allocations lie among the small ones, where they are counted to the byte.
    package static func keepTogether() { mallopt(M_MMAP_MAX, 0) }
  }
#endif
