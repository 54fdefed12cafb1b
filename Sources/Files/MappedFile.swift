#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file's bytes, read where the system keeps them instead of into memory of ours.
///
/// The file must not be made shorter meanwhile; the program's own files never are, since every
/// change is a new file under the old name.
@safe package struct MappedFile: ~Copyable, @unchecked Sendable {
  private let memory: UnsafeBufferPointer<UInt8>

  package init(_ path: String) throws(FileError) {
    let file = try OpenFile(reading: path)
    let size = try file.size()
    guard size > 0 else {
      unsafe memory = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      return
    }
    let start = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
    guard unsafe start != MAP_FAILED else {
      throw .system(path: path, action: "map", code: errno)
    }
    unsafe memory = UnsafeBufferPointer(
      start: start?.bindMemory(to: UInt8.self, capacity: size), count: size)
  }

  deinit {
    if let start = unsafe memory.baseAddress {
      unsafe munmap(UnsafeMutableRawPointer(mutating: start), memory.count)
    }
  }

  package var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { unsafe memory.span }
  }
}
