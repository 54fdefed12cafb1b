import KernelContract
import Tensors

/// The gradients of a chain's parameters as a list of jobs, the largest first, so that the team ends together.
struct WeightJobs {
  private let jobs: [Job]

  private struct Job {
    let pass: LayerPass
    let work: Work
    let cost: Int
    let part: Int
  }

  private enum Work {
    /// Units of the weight gradient.
    case weights(Range<Int>)
    /// What blocks have summed.
    case blocks
    /// The gradients of bias, gamma and beta.
    case vectors
  }

  init(_ passes: [LayerPass], _ network: ParameterTensor.Part, _ parts: ProfileParts) {
    var jobs: [Job] = []
    for (index, pass) in passes.enumerated() {
      let part = parts.index(network, index, .weightGradient)
      func add(_ work: Work, cost: Int, part: Int) {
        jobs.append(Job(pass: pass, work: work, cost: cost, part: part))
      }
      if pass.layer.sumsByBlock {
        add(.blocks, cost: 0, part: part)
      } else {
        let units = pass.kernels.weightGradientUnits(pass.layer.geometry)
        for share in (0..<units).shares {
          let cost = pass.layer.geometry.multiplyAdds * share.count / units
          add(.weights(share), cost: cost, part: part)
        }
      }
      add(.vectors, cost: 0, part: parts.index(.vectorGradients))
    }
    self.jobs = jobs.sorted { $0.cost > $1.cost }
  }

  var count: Int { jobs.count }

  func part(_ index: Int) -> Int { jobs[index].part }

  func run(_ index: Int, rows: Int, blocks: Int, _ workspace: SharedFloats) {
    let job = jobs[index]
    switch job.work {
    case .weights(let units):
      job.pass.weightGradient(
        Rows(0..<rows), units: units, into: job.pass.memory.weightGradient, workspace)
    case .blocks: job.pass.sumBlockGradients(blocks: blocks)
    case .vectors: job.pass.vectorGradients(rows: rows)
    }
  }
}
