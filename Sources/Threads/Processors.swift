import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many processors this process may use.
package enum Processors {
  /// Those that are there, less those that the scheduler keeps from us (taskset) and down to what a
  /// control group grants (a container's limit); where Linux does not say, those that are there.
  package static var available: Int {
    let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let listed = systemFile("/proc/self/status").flatMap { allowed(status: $0) } ?? online
    let share = systemFile("/proc/self/cgroup").flatMap { granted(groups: $0, systemFile) }
    return max(1, min(online, listed, share.map { Int($0.rounded(.up)) } ?? online))
  }

  /// The count of the line `Cpus_allowed_list:  0-3,8` in /proc/self/status.
  package static func allowed(status: String) -> Int? {
    let name = "Cpus_allowed_list:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    var count = 0
    for part in line.dropFirst(name.count).filter({ !$0.isWhitespace }).split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 0, last >= first, last < 1 << 20
      else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }

  /// The processor time per time that the control groups of /proc/self/cgroup leave this process: the
  /// least that its group or one above it is granted; nil without a limit.
  ///
  ///     0::/a/b              version 2:  /sys/fs/cgroup/a/b/cpu.max             "150000 100000"
  ///     4:cpu,cpuacct:/a/b   version 1:  /sys/fs/cgroup/cpu/a/b/cpu.cfs_...     "150000", "100000"
  ///
  /// `read` gives the text of a file, or nil if it is not there.
  package static func granted(groups: String, _ read: (_ path: String) -> String?) -> Double? {
    var least: Double?
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[0] == "0" && parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("cpu") else { continue }
      let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu"
      var group = parts[2].split(separator: "/").map(String.init)
      while true {
        let folder = ([root] + group).joined(separator: "/")
        if let share = isSecond ? share2(folder, read) : share1(folder, read) {
          least = min(least ?? share, share)
        }
        if group.popLast() == nil { break }
      }
    }
    return least
  }

  private static func share2(_ folder: String, _ read: (String) -> String?) -> Double? {
    let words = read("\(folder)/cpu.max")?.split { $0.isWhitespace } ?? []
    return words.count == 2 ? share(words[0], words[1]) : nil
  }

  private static func share1(_ folder: String, _ read: (String) -> String?) -> Double? {
    guard
      let quota = read("\(folder)/cpu.cfs_quota_us")?.split(whereSeparator: \.isWhitespace).first,
      let period = read("\(folder)/cpu.cfs_period_us")?.split(whereSeparator: \.isWhitespace).first
    else { return nil }
    return share(quota, period)
  }

  /// Without a limit the quota is "max" or -1.
  private static func share(_ quota: Substring, _ period: Substring) -> Double? {
    guard let quota = Double(quota), let period = Double(period), quota > 0, period > 0 else {
      return nil
    }
    return quota / period
  }

  /// The text of a file that the system makes up while it is read, so that its size is not known.
  private static func systemFile(_ path: String) -> String? {
    guard let file = try? OpenFile(reading: path) else { return nil }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var span = bytes.mutableSpan
    guard let count = try? file.read(at: 0, into: &span) else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
