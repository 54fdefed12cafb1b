import Files
import Foundation
import TestSupport
import Testing

@Suite("Files appear whole under their names or not at all")
struct WritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aFileComesBack() throws {
    let path = folder("größe and space.bin")
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try WholeFile.write(bytes.span, to: path, replacing: false)
    #expect(try WholeFile.read(path) == bytes)
    #expect(folder.names == ["größe and space.bin"])
  }

  @Test(arguments: ["q", "ü", "👨‍👩‍👧"]) func theLongestNameIsAName(letter: String) throws {
    let name = String(repeating: letter, count: 255 / letter.utf8.count)
    try WholeFile.write("x", to: folder(name), replacing: false)
    #expect(folder.names == [name])
  }

  @Test func anExistingFileStaysUnlessReplaced() throws {
    let path = folder("a")
    try WholeFile.write("old", to: path, replacing: false)
    #expect(throws: FileError.exists(path: path)) {
      try WholeFile.write("new", to: path, replacing: false)
    }
    #expect(try text(path) == "old")
    try WholeFile.write("new", to: path, replacing: true)
    #expect(try text(path) == "new")
    #expect(folder.names == ["a"])
  }

  @Test func oddFilesAreRefused() throws {
    #expect(throws: FileError.notAFile(path: folder.path)) { try WholeFile.read(folder.path) }
    #expect(throws: FileError.self) { try WholeFile.read(folder("missing")) }
    try WholeFile.write("four", to: folder("a"), replacing: false)
    #expect(throws: FileError.tooLarge(path: folder("a"), bytes: 4, limit: 3)) {
      try WholeFile.read(folder("a"), limit: 3)
    }
    let made = unsafe mkfifo(folder("pipe"), 0o600)
    #expect(made == 0)
    #expect(throws: FileError.notAFile(path: folder("pipe"))) {
      try WholeFile.read(folder("pipe"))
    }
  }

  @Test func aPipeAndADeviceTakeTheBytesAsTheyCome() throws {
    #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
    let reader = try start("exec cat pipe >copy", in: folder)
    let text = String(repeating: "text ", count: 100_000)
    try WholeFile.write(text, to: folder("pipe"), replacing: true)
    reader.waitUntilExit()
    #expect(try self.text(folder("copy")) == text)
    try WholeFile.write(text, to: "/dev/null", replacing: true)
  }

  /// Whoever could read the pipe itself would wait for ever.
  @Test func aPipeWhoseReaderLeavesIsAnError() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_IGN)
      alarm(60)
      let folder = try TemporaryFolder()
      #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
      let reader = try start("exec head -c 1 pipe >copy", in: folder)
      let failure = FileError.system(path: folder("pipe"), action: "write", code: EPIPE)
      #expect(throws: failure) {
        try WholeFile.write(
          String(repeating: "x", count: 1 << 20), to: folder("pipe"), replacing: true)
      }
      reader.waitUntilExit()
    }
  }

  @Test func aWriteIntoAMissingFolderSaysSo() {
    let path = folder("none/a")
    let error = #expect(throws: FileError.self) {
      try WholeFile.write("x", to: path, replacing: true)
    }
    #expect(error?.description == "cannot write \(path): No such file or directory")
  }

  @Test func aFullDiskIsNamed() {
    let error = FileError.system(path: "out.png", action: "write", code: ENOSPC)
    #expect(
      error.description
        == "cannot write out.png: the disk is full; free some space and try again")
  }

  /// A limit on the size of files stands in for a full disk: the write stops half-way.
  @Test func aWriteThatFailsHalfWayLeavesTheOldFile() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try TemporaryFolder()
      try WholeFile.write("old", to: folder("a"), replacing: false)
      var log = try AppendingFile(folder("log"))
      try log.append("first")
      var limit = rlimit(rlim_cur: 10, rlim_max: 10)
      #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      #else
        let resource = RLIMIT_FSIZE
      #endif
      let limited = unsafe setrlimit(resource, &limit)
      #expect(limited == 0)
      let error = #expect(throws: FileError.self) {
        try WholeFile.write(String(repeating: "x", count: 100), to: folder("a"), replacing: true)
      }
      let failure = FileError.system(path: folder("a"), action: "write", code: EFBIG)
      #expect(error == failure)
      #expect(throws: FileError.self) { try log.append("a line too long for what is left") }
      #expect(try String(contentsOfFile: folder("a"), encoding: .utf8) == "old")
      #expect(try String(contentsOfFile: folder("log"), encoding: .utf8) == "first\n")
      #expect(folder.names == ["a", "log"])
    }
  }

  /// Such times are beyond what nanoseconds since 1970 count to.
  @Test(arguments: [10_413_792_000, 9_000_000_000_000, -9_000_000_000_000])
  func aFileOfAnyTimeIsLookedAt(seconds: Int) throws {
    try WholeFile.write("x", to: folder("a"), replacing: false)
    let times = [timespec(tv_sec: seconds, tv_nsec: 7), timespec(tv_sec: seconds, tv_nsec: 7)]
    _ = unsafe utimensat(AT_FDCWD, folder("a"), times, 0)
    #expect(try FileFacts(of: folder("a")) == FileFacts(of: folder("a")))
  }

  @Test func folders() throws {
    try Folder.make(folder("x/y/z"))
    try Folder.make(folder("x/y/z"))
    #expect(try Folder.exists(folder("x/y/z")))
    #expect(try Folder.backUp(folder("x")) == folder("x.1"))
    try Folder.make(folder("x"))
    #expect(try Folder.backUp(folder("x")) == folder("x.2"))
    #expect(folder.names == ["x.1", "x.2"])
    try WholeFile.write("a file", to: folder("f"), replacing: false)
    #expect(throws: FileError.system(path: folder("f"), action: "make the folder", code: ENOTDIR)) {
      try Folder.make(folder("f"))
    }
    #expect(throws: FileError.self) { try Folder.checkWritable(folder("f")) }
    try Folder.removeFile(folder("f"))
    try Folder.removeFile(folder("f"))
  }

  @Test("what the system does not let us look at is an error, and not taken for missing")
  func looking() throws {
    try WholeFile.write("x", to: folder("file"), replacing: false)
    for name in ["none", "none/x", "file/x"] {
      #expect(try !FileFacts.exist(folder(name)) && !Folder.exists(folder(name)))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder("loop"), withDestinationPath: "loop")
    #expect(try FileFacts.exist(folder("loop")))
    for (name, code) in [("loop/x", ELOOP), (String(repeating: "n", count: 300), ENAMETOOLONG)] {
      let error = FileError.system(path: folder(name), action: "read", code: code)
      #expect(throws: error) { try FileFacts.exist(folder(name)) }
      #expect(throws: error) { try Folder.exists(folder(name)) }
    }
    for code in [EACCES, EIO, ENOMEM] {
      let watch = FileWatch(below: folder.path) { _, _ in .fails(code) }
      let error = FileError.system(path: folder("file"), action: "read", code: code)
      #expect(throws: error) { try watch.during { try FileFacts.exist(folder("file")) } }
    }
  }

  @Test("a name that cannot be looked at is not given to what is kept aside")
  func keepingAsideBlindly() throws {
    try Folder.make(folder("run/x"))
    try Folder.make(folder("run.1"))
    let watch = FileWatch(below: folder.path) { _, operation in
      if case .look = operation { .fails(EACCES) } else { nil }
    }
    #expect(throws: FileError.system(path: folder("run.1"), action: "read", code: EACCES)) {
      try watch.during { try Folder.backUp(folder("run")) }
    }
    #expect(folder.names == ["run", "run.1"])
  }

  /// There a folder cannot be made, and the system says that its parent is missing.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func aFolderInAFileSystemWithoutFolders() {
    #expect(throws: FileError.system(path: "/proc/x", action: "make the folder", code: ENOENT)) {
      try Folder.make("/proc/x/y")
    }
  }

  @Test(arguments: [
    ("a/b.PNG", "a", "b.PNG", "png"), ("/a", "/", "a", ""), ("a", ".", "a", ""),
    ("a/b//", "a", "b", ""), ("/", "/", "/", ""), (".hidden", ".", ".hidden", ""),
    ("x/größe.tar.gz", "x", "größe.tar.gz", "gz"),
  ])
  func paths(path: String, parent: String, name: String, fileExtension: String) {
    #expect(Path.parent(path) == parent)
    #expect(Path.name(path) == name)
    #expect(Path.fileExtension(path) == fileExtension)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try WholeFile.read(path), as: UTF8.self)
  }
}

/// A shell at work on `script` in the folder.
private func start(_ script: String, in folder: TemporaryFolder) throws -> Process {
  let shell = Process()
  shell.executableURL = URL(fileURLWithPath: "/bin/sh")
  shell.arguments = ["-c", script]
  shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
  try shell.run()
  return shell
}
