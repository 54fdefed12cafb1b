import Files
import KernelBench
import KernelContract

/// `bench kernels`: each operation on each shape of the standard model, on one core.
enum BenchKernels {
  static func run(_ console: Console) throws {
    let kernels = try Kernels.chosen()
    var rows: [BenchRow] = []
    if !console.wantsJSON { try console.print(heading(kernels)) }
    func take(_ row: BenchRow) throws {
      rows.append(row)
      if !console.wantsJSON { try console.print(text(row)) }
    }
    try ConvolutionBench(kernels, burst: { kernels.multiplyAddBurst(rounds: 1000) }).run(take)
    try ElementwiseBench(kernels).run(take)
    if console.wantsJSON {
      try console.print([
        "bench": "kernels", "level": .string(kernels.name), "threads": 1,
        "rows": .array(rows.map(json)),
      ])
    }
  }

  private static func heading(_ kernels: any KernelTable) -> String {
    "level \(kernels.name), one core; the rate, its ceiling and the share of it"
  }

  private static func text(_ row: BenchRow) -> String {
    TextColumns.left(row.name, 52) + TextColumns.right(NumberText.fixed(row.rate, 1), 8)
      + TextColumns.right(NumberText.fixed(row.ceiling, 1), 8)
      + " \(unit(row)) \(NumberText.fixed(row.fraction, 2))"
  }

  private static func json(_ row: BenchRow) -> JSON {
    [
      "name": .string(row.name),
      unit(row) == "GFLOP/s" ? "gflops" : "gigabytes_per_second": .number(row.rate),
      "ceiling": .number(row.ceiling), "fraction": .number(row.fraction),
    ]
  }

  private static func unit(_ row: BenchRow) -> String {
    row.measure == .gigaflops ? "GFLOP/s" : "GB/s   "
  }
}
