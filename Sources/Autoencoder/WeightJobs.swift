import KernelContract
import Tensors

/// The gradients of all parameters as a list of jobs, the largest first, so that the team ends together.
struct WeightJobs {
  private let jobs: [Job]

  private struct Job {
    let pass: LayerPass
    let isDecoder: Bool
    /// Of the weight gradient; nil for the gradients of bias, gamma and beta.
    let units: Range<Int>?
    let cost: Int
    let part: Int
  }

  init(encoder: [LayerPass], decoder: [LayerPass], _ parts: ProfileParts) {
    var jobs: [Job] = []
    for (chain, passes) in [(ProfileParts.Chain.encoder, encoder), (.decoder, decoder)] {
      for (index, pass) in passes.enumerated() {
        let units = pass.kernels.weightGradientUnits(pass.layer.geometry)
        for share in Packing.shares(of: units) {
          jobs.append(
            Job(
              pass: pass, isDecoder: chain == .decoder, units: share,
              cost: pass.layer.geometry.multiplyAdds * share.count / units,
              part: parts.index(chain, index, .weightGradient)))
        }
        jobs.append(
          Job(
            pass: pass, isDecoder: chain == .decoder, units: nil, cost: 0,
            part: parts.index(.vectorGradients)))
      }
    }
    self.jobs = jobs.sorted { $0.cost > $1.cost }
  }

  var count: Int { jobs.count }

  func part(_ index: Int) -> Int { jobs[index].part }

  func run(_ index: Int, images: Int, samples: Int, _ workspace: Window) {
    let job = jobs[index]
    let rows = job.isDecoder ? images * samples : images
    if let units = job.units {
      job.pass.weightGradient(rows: rows, units: units, workspace)
    } else {
      job.pass.vectorGradients(rows: rows)
    }
  }
}
