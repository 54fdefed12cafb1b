import Testing
import Threads

@Suite("The processors that a process may use")
struct ProcessorsTests {
  @Test(arguments: [
    ("0", 1), ("0-1", 2), ("0-3,8", 5), ("1,3,5", 3), ("0-127", 128), ("2-2", 1),
    ("", nil), ("3-1", nil), ("x", nil), ("0-", nil), ("-1", nil), ("0-1-2", nil),
    ("0-99999999999", nil),
  ])
  func affinityIsCounted(list: String, count: Int?) {
    let status =
      "Name:\tvae-img\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems_allowed:\t1\n"
    #expect(Processors.allowed(status: status) == count)
  }

  @Test func aStatusWithoutTheLineSaysNothing() {
    #expect(Processors.allowed(status: "") == nil)
    #expect(Processors.allowed(status: "Name:\tvae-img\n") == nil)
  }

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
    #expect(Processors.granted(groups: groups) { files[$0] } == share)
  }

  @Test func thereIsAtLeastOne() {
    #expect(Processors.available >= 1)
  }
}
