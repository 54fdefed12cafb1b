import Foundation

/// What a process holds of the machine's memory.
enum Memory {
  /// The most that it ever held, or since `peakFromNowOn`, in bytes; 0 where the system does not say.
  static func peak(of process: String = "self") -> Int { status("VmHWM", of: process) }

  /// Whether peaks of this process say what a test took: tests beside it would be counted too, and the address
  /// sanitizer holds on to what is freed.
  static let isComparable = unsafe Attack.isLong && dlsym(nil, "__asan_init") == nil

  private static func status(_ name: String, of process: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) * 1024
  }

  /// What this process holds; its peak counts from here on.
  static func peakFromNowOn() -> Int {
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    return peak()
  }
}
