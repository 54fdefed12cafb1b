import Files

/// What the control groups of Linux, a container's limits, grant this process: the least of what its
/// groups and those above them are granted; nil without a limit.
///
///     /proc/self/cgroup                 its folders
///     0::/a/b              version 2    /sys/fs/cgroup/a/b, .../a, ...
///     4:cpu,cpuacct:/a/b   version 1    /sys/fs/cgroup/cpu/a/b, .../a, ...
package struct ControlGroups {
  private let groups: String
  private let read: (_ path: String) -> String?

  /// `groups` is the text of /proc/self/cgroup; `read` gives the text of a file, or nil if it is not
  /// there.
  package init(_ groups: String, _ read: @escaping (_ path: String) -> String?) {
    self.groups = groups
    self.read = read
  }

  /// Those of this process.
  package static var own: ControlGroups {
    ControlGroups(systemFile("/proc/self/cgroup") ?? "", systemFile)
  }

  /// The processor time per time: "150000 100000" in cpu.max, or in two files.
  package var processors: Double? {
    least("cpu") { folder, isSecond in
      let words =
        isSecond
        ? words("\(folder)/cpu.max")
        : words("\(folder)/cpu.cfs_quota_us") + words("\(folder)/cpu.cfs_period_us")
      // Without a limit the quota is "max" or -1.
      guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
        quota > 0, period > 0
      else { return nil }
      return quota / period
    }
  }

  /// Bytes of memory; without a limit the file says "max", or a number beyond any machine.
  package var memory: Int? {
    least("memory") { folder, isSecond in
      let words = words("\(folder)/\(isSecond ? "memory.max" : "memory.limit_in_bytes")")
      return words.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
  }

  // MARK: - Groups and files

  /// The least `limit` of the folders that `controller` has for this process.
  private func least<Limit: Comparable>(
    _ controller: String, _ limit: (_ folder: String, _ isSecond: Bool) -> Limit?
  ) -> Limit? {
    var limits: [Limit] = []
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[0] == "0" && parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains(Substring(controller)) else {
        continue
      }
      let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/\(controller)"
      var group = parts[2].split(separator: "/").map(String.init)
      while true {
        let folder = ([root] + group).joined(separator: "/")
        if let limit = limit(folder, isSecond) { limits.append(limit) }
        if group.popLast() == nil { break }
      }
    }
    return limits.min()
  }

  private func words(_ path: String) -> [Substring] {
    read(path)?.split(whereSeparator: \.isWhitespace) ?? []
  }
}

/// The text of a file that the system makes up while it is read, so that its size is not known.
func systemFile(_ path: String) -> String? {
  guard let file = try? OpenFile(reading: path) else { return nil }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  var span = bytes.mutableSpan
  guard let count = try? file.read(at: 0, into: &span) else { return nil }
  return String(decoding: bytes[..<count], as: UTF8.self)
}
