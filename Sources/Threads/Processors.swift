import CLibrary

/// How many processors this process may use.
package enum Processors {
  /// Those that are there, less those that the scheduler keeps from us (taskset) and down to what a
  /// control group grants (a container's limit); where Linux does not say, those that are there.
  package static var available: Int {
    let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let listed = allowedList.flatMap { count(list: $0) } ?? online
    let share = ControlGroups.own.processors.map { min($0, Double(online)) } ?? Double(online)
    return max(1, min(listed, Int(share.rounded(.up))))
  }

  /// Those that the scheduler keeps for this process, such as `0-3,8`; nil where Linux does not say.
  package static var allowedList: String? {
    systemFile("/proc/self/status").flatMap { list(status: $0) }
  }

  /// What the line `Cpus_allowed_list:  0-3,8` in /proc/self/status says.
  static func list(status: String) -> String? {
    let name = "Cpus_allowed_list:"
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.map { $0.dropFirst(name.count).filter { !$0.isWhitespace } }
  }

  /// The count of the line `Cpus_allowed_list:  0-3,8` in /proc/self/status.
  package static func allowed(status: String) -> Int? {
    list(status: status).flatMap { count(list: $0) }
  }

  private static func count(list: String) -> Int? {
    var count = 0
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 0, last >= first, last < 1 << 20
      else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }
}
