import Files
import Foundation
import TestSupport
import Testing

@Suite("A file on its way can be neither foreseen nor mistaken")
struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("its name is another one every time, and only its owner's umask says who may read it")
  func name() throws {
    let mask = umask(0o027)
    defer { umask(mask) }
    let files = try (0..<8).map { _ in try temporaryName() }
    #expect(Set(files).count == 8)
    for name in files {
      let random = name.split(separator: ".")[1]
      #expect(random.count == 16 && !name.contains("\(getpid())"), "\(name)")
    }
    try WholeFile.write("x", to: folder("a"), replacing: false)
    var facts = stat()
    let isThere = unsafe stat(folder("a"), &facts) == 0
    #expect(isThere && facts.st_mode & 0o777 == 0o640)
  }

  /// The one that a file for "a" has meanwhile.
  private func temporaryName() throws -> String {
    let file = try AtomicFile(for: folder("a"))
    let names = folder.names
    _ = consume file
    try #require(names.count == 1)
    return names[0]
  }

  @Test("a link or file of the name gets replaced, not followed")
  func linkAtTheEnd() throws {
    try WholeFile.write("victim", to: folder("victim"), replacing: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder("a"), withDestinationPath: folder("victim"))
    try WholeFile.write("new", to: folder("a"), replacing: true)
    #expect(try WholeFile.read(folder("victim")) == Array("victim".utf8))
    #expect(try FileFacts(of: folder("a"), followingLinks: false).kind == .file)
  }

  // MARK: - Leftovers

  /// Whatever process made them: numbers of processes say nothing where containers share a folder.
  @Test func leftoversOfTheDeadGoThoseOfTheLivingStay() throws {
    let ending = AtomicFile.Leftover.removed.ending
    // What other programs leave is theirs.
    let staying = ["a.\(ending)", "b.png", "film.2147483000.part", "c.word.\(ending)"]
    let going = ["a.\(getpid()).\(ending)", "a.1.\(ending)", "a.0123456789abcdef.\(ending)"]
    for name in staying + going { try WholeFile.write("x", to: folder(name), replacing: false) }
    let living = try AtomicFile(for: folder("a"))
    try Folder.removeLeftovers(in: folder.path)
    #expect(folder.names.count == staying.count + 1)
    #expect(Set(folder.names).isSuperset(of: staying))
    try living.publish(replacing: false)
    #expect(folder.names == (staying + ["a"]).sorted())
  }

  @Test("what a killed process leaves is known as that, and what a living one writes is not")
  func otherProcesses() async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let file = try AtomicFile(for: Path.join(path, "a"))
      try file.file.write([1, 2, 3].span, at: 0)
      try Folder.removeLeftovers(in: path)
      #expect(try Folder.names(in: path).count == 1)
      kill(getpid(), SIGKILL)
      _ = consume file
    }
    #expect(folder.names.count == 1)
    try Folder.removeLeftovers(in: folder.path)
    #expect(folder.names.isEmpty)
  }

  @Test func leftoversThatMustNotBeRemovedStay() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let name = "a.2147483000.\(AtomicFile.Leftover.removed.ending)"
      try WholeFile.write("x", to: folder(name), replacing: false)
      unsafe chmod(folder.path, 0o555)
      // The superuser may remove any file.
      let isSuperuser = geteuid() == 0
      if isSuperuser { #expect(seteuid(65534) == 0) }
      #expect(throws: Never.self) { try Folder.removeLeftovers(in: folder.path) }
      #expect(folder.names == [name])
      if isSuperuser { #expect(seteuid(0) == 0) }
      unsafe chmod(folder.path, 0o755)
    }
  }

  /// A cleaner comes between the making of the file and its locking.
  @Test func aFileTakenForALeftoverIsMadeAgain() throws {
    let path = folder.path
    let watch = FileWatch(below: path) { number, operation in
      if case .lock = operation, number < 4, let name = try? Folder.names(in: path).first {
        unsafe unlink(Path.join(path, name))
      }
      return nil
    }
    try watch.during { try WholeFile.write("x", to: folder("a"), replacing: false) }
    #expect(folder.names == ["a"])
    let opened = watch.events.count {
      if case .open(_, creates: true) = $0.operation { true } else { false }
    }
    #expect(opened == 2)
  }

  // MARK: - File systems that can do less

  @Test("no second names there", arguments: [EPERM, ENOSYS, ENOTSUP, EOPNOTSUPP, EMLINK])
  func withoutLinks(code: Int32) throws {
    let watch = FileWatch(below: folder.path) { _, operation in
      if case .link = operation { .fails(code) } else { nil }
    }
    try watch.during {
      try WholeFile.write("new", to: folder("a"), replacing: false)
      #expect(throws: FileError.exists(path: folder("a"))) {
        try WholeFile.write("newer", to: folder("a"), replacing: false)
      }
      try Folder.hardLink(folder("a"), as: folder("b"))
    }
    #expect(try WholeFile.read(folder("a")) == Array("new".utf8))
    #expect(folder.names == ["a"])
  }

  @Test("no second names there, and the renaming fails: no empty file stays")
  func withoutLinksOrRenaming() throws {
    let watch = FileWatch(below: folder.path) { _, operation in
      switch operation {
      case .link: .fails(EPERM)
      case .rename: .fails(EIO)
      default: nil
      }
    }
    #expect(throws: FileError.system(path: folder("a"), action: "write", code: EIO)) {
      try watch.during { try WholeFile.write("new", to: folder("a"), replacing: false) }
    }
    #expect(folder.names.isEmpty)
  }

  @Test("no locks there: files are written all the same, and nobody takes them for leftovers")
  func withoutLocks() throws {
    let watch = FileWatch(below: folder.path) { _, operation in
      if case .lock = operation { .fails(ENOSYS) } else { nil }
    }
    try watch.during {
      let file = try AtomicFile(for: folder("a"))
      try Folder.removeLeftovers(in: folder.path)
      try file.publish(replacing: false)
    }
    #expect(folder.names == ["a"])
  }
}
