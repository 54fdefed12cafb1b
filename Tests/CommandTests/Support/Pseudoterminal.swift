import Foundation
import TestSupport
import Testing

/// What the program shows on a terminal of so many columns.
struct TerminalShow {
  let code: Int32
  /// Everything that was written, controls included.
  let written: String

  /// Runs the program with its messages, and if wanted its answer, on a terminal of its own.
  init(
    _ words: [String], in folder: String = "/", columns: UInt16 = 80,
    environment: [String: String?] = [:], withAnswer: Bool = false
  ) throws {
    let (near, far) = try TerminalShow.ends()
    defer { close(near) }
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    let sized = unsafe ioctl(near, UInt(TIOCSWINSZ), &size)
    try #require(sized == 0)
    let process = Process()
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    var variables = ProcessInfo.processInfo.environment
      .merging(["TERM": "xterm", "NO_COLOR": ""]) { $1 }
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    process.standardOutput =
      withAnswer ? FileHandle(fileDescriptor: far) : FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: far)
    try process.run()
    close(far)
    // Reading ends with an error once nobody holds the far end.
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(near, &part, part.count)
      if count <= 0 { break }
      bytes += part.prefix(count)
    }
    process.waitUntilExit()
    code = process.terminationStatus
    written = String(decoding: bytes, as: UTF8.self)
  }

  /// The two ends of a new terminal: what is written to the far one is read from the near one.
  private static func ends() throws -> (near: Int32, far: Int32) {
    #if canImport(Glibc)
      // What posix_openpt, unlockpt and ptsname do, which Glibc's module does not declare.
      let near = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, number): (Int32, Int32) = (0, 0)
      let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      let unlocked = unsafe ioctl(near, unlock, &locked)
      let named = unsafe ioctl(near, getNumber, &number)
      let far = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      try #require(near >= 0 && unlocked == 0 && named == 0 && far >= 0)
    #else
      let near = posix_openpt(O_RDWR | O_NOCTTY)
      try #require(near >= 0 && grantpt(near) == 0 && unlockpt(near) == 0)
      let far = unsafe open(ptsname(near), O_RDWR | O_NOCTTY)
      try #require(far >= 0)
    #endif
    return (near, far)
  }

  /// The lines of progress, each as it was drawn over the one before.
  var redrawn: [String] {
    written.components(separatedBy: "\r").filter { $0.hasSuffix("\u{1B}[K") }
      .map { String($0.dropLast(3)) }.filter { !$0.isEmpty }
  }

  /// What stands on an endlessly wide screen at the end, the line of the cursor last.
  var screen: [String] {
    var lines: [[Unicode.Scalar]] = [[]]
    var column = 0
    var rest = Substring(written).unicodeScalars
    while let scalar = rest.popFirst() {
      var line = lines.removeLast()
      switch scalar {
      case "\r": column = 0
      case "\n":
        lines.append(line)
        (line, column) = ([], 0)
      case "\u{1B}":
        let control = rest.prefix { !$0.properties.isAlphabetic }
        rest = rest.dropFirst(control.count)
        if rest.popFirst() == "K" { line.removeLast(max(0, line.count - column)) }
      default:
        if column < line.count { line[column] = scalar } else { line.append(scalar) }
        column += 1
      }
      lines.append(line)
    }
    return lines.map { line in line.map(String.init).joined() }
  }
}
