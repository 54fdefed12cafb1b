import Testing
import Threads

@Suite("What a container's limits grant a process")
struct ControlGroupsTests {
  private static let groups2 = "0::/user/box\n"
  private static let groups1 = "7:memory:/other\n4:cpu,cpuacct:/docker/ab\n1:name=systemd:/\n0::/\n"

  @Test(
    arguments: [
      (groups2, [:], nil),
      (groups2, ["/sys/fs/cgroup/user/box/cpu.max": "max 100000\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/cpu.max": "150000 100000\n"], 1.5),
      // The tightest of all that hold counts, wherever it stands.
      (
        groups2,
        [
          "/sys/fs/cgroup/user/box/cpu.max": "400000 100000\n",
          "/sys/fs/cgroup/user/cpu.max": "200000 100000\n",
          "/sys/fs/cgroup/cpu.max": "max 100000\n",
        ], 2
      ),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "50000 100000\n"], 0.5),
      (
        groups1,
        [
          "/sys/fs/cgroup/cpu/docker/ab/cpu.cfs_quota_us": "-1\n",
          "/sys/fs/cgroup/cpu/docker/ab/cpu.cfs_period_us": "100000\n",
        ], nil
      ),
      // In a container the group's own folder is the root of what is seen.
      (
        groups1,
        [
          "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n",
          "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ], 3
      ),
      (groups2, ["/sys/fs/cgroup/user/box/cpu.max": "rubbish\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/cpu.max": "0 0\n"], nil),
      ("rubbish\n::\n", [:], nil),
    ] as [(String, [String: String], Double?)])
  func quotasAreRead(groups: String, files: [String: String], share: Double?) {
    #expect(ControlGroups(groups) { files[$0] }.processors == share)
  }

  @Test(
    arguments: [
      (groups2, [:], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "max\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "536870912\n"], 1 << 29),
      (
        groups2,
        [
          "/sys/fs/cgroup/user/box/memory.max": "max\n",
          "/sys/fs/cgroup/user/memory.max": "1073741824\n",
          "/sys/fs/cgroup/memory.max": "2147483648\n",
        ], 1 << 30
      ),
      (groups1, ["/sys/fs/cgroup/memory/other/memory.limit_in_bytes": "4096\n"], 4096),
      // In a container the group's own folder is the root of what is seen.
      (groups1, ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "4096\n"], 4096),
      // What version 1 says without a limit is more than any machine has.
      (
        groups1, ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"],
        9_223_372_036_854_771_712
      ),
      // The processors' groups have no say.
      (groups1, ["/sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes": "4096\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "rubbish\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "0\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "-4096\n"], nil),
      (groups2, ["/sys/fs/cgroup/user/box/memory.max": "99999999999999999999\n"], nil),
      ("rubbish\n::\n", [:], nil),
    ] as [(String, [String: String], Int?)])
  func memoryIsRead(groups: String, files: [String: String], bytes: Int?) {
    #expect(ControlGroups(groups) { files[$0] }.memory == bytes)
  }
}
