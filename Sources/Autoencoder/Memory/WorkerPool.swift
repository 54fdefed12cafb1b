import Synchronization
import Tensors
import Threads

/// A team whose members each have a worker: scratch memory and a stopwatch of their own.
///
/// Which member takes which unit is left to chance, as in `Team`; only what lies on the worker may
/// depend on it.
final class WorkerPool {
  let team: Team
  let workers: [WorkerMemory]
  private let nextRow = Atomic<Int>(0)
  private let nextUnit = Atomic<Int>(0)

  init(
    _ team: Team, parts: Int = 0, workspaceCount: Int, scratchCount: Int = 0, scratches: Int = 0,
    pixelCount: Int = 0
  ) {
    self.team = team
    workers = (0..<team.count).map {
      WorkerMemory(
        number: $0, parts: parts, workspaceCount: workspaceCount, scratchCount: scratchCount,
        scratches: scratches, pixelCount: pixelCount)
    }
  }

  /// Calls `work` with 0 ..< units, each once, and with the worker of the member who took it.
  func run(units: Int, _ work: (WorkerMemory, Int) -> Void) {
    nextUnit.store(0, ordering: .relaxed)
    team.run(units: min(team.count, units)) { member in
      takeUnits(units, workers[member], work)
    }
  }

  /// Calls `work` with groups of `rows`, first to last; `size` says how many rows the next group
  /// takes of those that are left. A thread that finds none left goes on with `units`, which must not depend on
  /// the rows.
  func run(
    rows: Int, by size: (Int) -> Int, units: Int = 0, _ work: (WorkerMemory, Range<Int>) -> Void,
    then unit: (WorkerMemory, Int) -> Void = { _, _ in }
  ) {
    nextRow.store(0, ordering: .relaxed)
    nextUnit.store(0, ordering: .relaxed)
    team.run(units: team.count) { member in
      takeRows(rows, by: size, workers[member], work)
      takeUnits(units, workers[member], unit)
    }
  }

  private func takeUnits(_ units: Int, _ worker: WorkerMemory, _ work: (WorkerMemory, Int) -> Void)
  {
    while true {
      let unit = nextUnit.add(1, ordering: .relaxed).oldValue
      guard unit < units else { return }
      worker.start()
      work(worker, unit)
    }
  }

  private func takeRows(
    _ rows: Int, by size: (Int) -> Int, _ worker: WorkerMemory,
    _ work: (WorkerMemory, Range<Int>) -> Void
  ) {
    var first = nextRow.load(ordering: .relaxed)
    while first < rows {
      let last = min(rows, first + size(rows - first))
      let claim = nextRow.compareExchange(expected: first, desired: last, ordering: .relaxed)
      if claim.exchanged {
        worker.start()
        work(worker, first..<last)
        first = nextRow.load(ordering: .relaxed)
      } else {
        first = claim.original
      }
    }
  }
}

/// What one member of a pool has to itself.
final class WorkerMemory {
  let number: Int
  private let storage: Tensor
  private let scratches: [Range<Int>]
  private let workspaceRange: Range<Int>
  private let pixelRanges: [Range<Int>]
  /// Seconds spent on each part since the profile was last read.
  private(set) var spent: [Double]
  private var mark = 0.0

  init(
    number: Int, parts: Int, workspaceCount: Int, scratchCount: Int, scratches: Int,
    pixelCount: Int
  ) {
    self.number = number
    var plan = MemoryPlan()
    self.scratches = (0..<scratches).map { _ in plan.reserve(scratchCount) }
    workspaceRange = plan.reserve(workspaceCount)
    pixelRanges = (0..<2).map { _ in plan.reserve(pixelCount) }
    storage = Tensor(count: plan.count)
    spent = Array(repeating: 0, count: parts)
  }

  /// Rows in hand at this worker.
  func rows(_ rows: Range<Int>) -> Rows { Rows(rows, worker: number) }

  /// Of the scratch memories one, taken round and round.
  func scratch(_ index: Int) -> SharedFloats { storage.shared[scratches[index % scratches.count]] }

  /// One of two memories for the numbers of the pictures in hand, without border.
  func pixels(_ index: Int) -> SharedFloats { storage.shared[pixelRanges[index]] }

  /// For the kernels of convolutions.
  var workspace: SharedFloats { storage.shared[workspaceRange] }

  func start() { mark = Clock.now() }

  /// The time since the last call belongs to `part`.
  func spend(on part: Int) {
    let now = Clock.now()
    spent[part] += now - mark
    mark = now
  }

  func clear() { for part in spent.indices { spent[part] = 0 } }
}
