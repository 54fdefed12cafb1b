import KernelContract
import Tensors

/// The rearranging of weights into the order in which the kernels read them, as a list of jobs.
struct PackingJobs {
  private let jobs: [Job]

  private struct Job {
    let pass: LayerPass
    let direction: ConvolutionDirection
    let packed: SharedFloats
    let units: Range<Int>
  }

  /// For the way forward through some layers and the way back through some.
  init(forward: [LayerPass] = [], backward: [LayerPass] = []) {
    jobs =
      forward.flatMap { pass in
        PackingJobs.jobs(pass, pass.layer.direction, pass.parameters.packedForward)
      }
      + backward.flatMap { pass in
        PackingJobs.jobs(pass, pass.layer.direction.reversed, pass.parameters.packedBackward)
      }
  }

  private static func jobs(
    _ pass: LayerPass, _ direction: ConvolutionDirection, _ packed: SharedFloats
  ) -> [Job] {
    if packed.count == 0 { return [] }
    return (0..<pass.kernels.packingUnits(pass.layer.geometry, direction)).shares.map {
      Job(pass: pass, direction: direction, packed: packed, units: $0)
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
}

extension Range<Int> {
  /// Units of one kernel in at most eight runs of nearly the same length: small enough for a team to end
  /// together, large enough to keep what they share in the cache.
  var shares: [Range<Int>] {
    let parts = Swift.min(count, 8)
    return (0..<parts).map {
      lowerBound + $0 * count / parts..<lowerBound + ($0 + 1) * count / parts
    }
  }
}
