import KernelContract
import Tensors

/// The gradients of a chain's parameters as a list of jobs, the largest first, so that the team ends together; each is to
/// be done for every shard.
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

  func count(_ batch: Batch) -> Int { jobs.count * batch.shards.count }

  /// The rows of the chain for each picture. Draws of z share their picture's block; rows of several kinds lie, in
  /// each shard, one kind after another, each in blocks of its own.
  struct RowsPerPicture {
    var draws = 1
    var kinds = 1
  }

  /// Returns the part of the profile that it was.
  func run(
    _ index: Int, _ batch: Batch, _ rows: RowsPerPicture, _ workspace: SharedFloats
  ) -> Int {
    let (number, shard) = index.quotientAndRemainder(dividingBy: batch.shards.count)
    let job = jobs[number]
    let range = batch.images(ofShard: shard).scaled(by: rows.draws * rows.kinds)
    switch job.work {
    case .weights(let units):
      job.pass.weightGradient(range, shard: shard, units: units, workspace)
    case .blocks:
      job.pass.sumBlockGradients(
        batch.blocks(ofShard: shard).scaled(by: rows.kinds), shard: shard)
    case .vectors: job.pass.vectorGradients(range, shard: shard)
    }
    return job.part
  }
}

extension Range<Int> {
  fileprivate func scaled(by factor: Int) -> Range<Int> {
    lowerBound * factor..<upperBound * factor
  }
}
