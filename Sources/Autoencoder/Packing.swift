import KernelContract
import Tensors
import Threads

/// The rearranging of weights into the order in which the kernels read them, once for each change.
struct Packing {
  private let jobs: [Job]

  private struct Job {
    let pass: LayerPass
    let direction: ConvolutionDirection
    let packed: Window
    let units: Range<Int>
  }

  init(_ passes: [LayerPass]) {
    jobs = passes.flatMap { pass in
      let forward = pass.layer.direction
      return [
        (forward, pass.parameters.packedForward),
        (forward.reversed, pass.parameters.packedBackward),
      ].filter { $0.1.count > 0 }.flatMap { direction, packed in
        Packing.shares(of: pass.kernels.packingUnits(pass.layer.geometry, direction)).map {
          Job(pass: pass, direction: direction, packed: packed, units: $0)
        }
      }
    }
  }

  var count: Int { jobs.count }

  func run(_ index: Int) {
    let job = jobs[index]
    var packed = job.packed.mutableSpan
    job.pass.kernels.pack(
      job.pass.parameters.weights.span, job.pass.layer.geometry, job.direction,
      units: job.units, into: &packed)
  }

  /// `units` in at most `parts` runs of nearly the same length.
  static func shares(of units: Int, parts: Int = 8) -> [Range<Int>] {
    let parts = min(units, parts)
    return (0..<parts).map { $0 * units / parts..<($0 + 1) * units / parts }
  }
}
