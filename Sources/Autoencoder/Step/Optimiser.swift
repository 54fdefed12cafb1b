import CLibrary
import KernelContract
import Tensors

/// The settings of one application of AdamW.
package struct OptimiserSettings: Sendable, Hashable {
  package var rate: Float
  package var decay: Float
  /// That of the encoder's weights.
  package var encoderDecay: Float
  /// The largest global norm that a gradient is applied with; longer ones are shortened to it.
  package var clip: Float
  package var averageDecay: Float
  package var beta1: Float
  package var beta2: Float

  /// `encoderDecay` left out: as all.
  package init(
    rate: Float = 1e-3, decay: Float = 0.01, encoderDecay: Float? = nil, clip: Float = 1,
    averageDecay: Float = 0.999,
    beta1: Float = 0.9, beta2: Float = 0.999
  ) {
    self.rate = rate
    self.decay = decay
    self.encoderDecay = encoderDecay ?? decay
    self.clip = clip
    self.averageDecay = averageDecay
    self.beta1 = beta1
    self.beta2 = beta2
  }
}

/// The flat buffers in chunks of a fixed size: what is summed over them does not depend on threads.
struct Optimiser {
  let chunks: [ParameterLayout.Run]
  let squares: SharedArray<Double>

  private static let chunkSize = 1 << 14

  init(_ layout: ParameterLayout) {
    chunks = layout.runs.flatMap { run in
      stride(from: run.range.lowerBound, to: run.range.upperBound, by: Optimiser.chunkSize).map {
        ParameterLayout.Run(
          range: $0..<min($0 + Optimiser.chunkSize, run.range.upperBound), decays: run.decays,
          part: run.part)
      }
    }
    squares = SharedArray<Double>(count: chunks.count)
  }

  /// The chunks that one of several has in hand where they share a step: about as many floats as the others.
  func chunks(ofPart part: Int, of parts: Int) -> Range<Int> {
    let total = floats(of: chunks.indices).upperBound
    let start = { (part: Int) in
      chunks.firstIndex { $0.range.lowerBound >= part * total / parts } ?? chunks.count
    }
    return start(part)..<start(part + 1)
  }

  /// Where so many chunks lie in the flat buffers.
  func floats(of part: Range<Int>) -> Range<Int> {
    guard let first = chunks[part].first, let last = chunks[part].last else { return 0..<0 }
    return first.range.lowerBound..<last.range.upperBound
  }

  /// The gradients of some shards in a chunk, of which the first lies first, added as far as the tree goes.
  func addShards(
    _ chunk: Int, _ gradients: ShardGradients, _ shards: Range<Int>, _ kernels: any KernelTable
  ) {
    let range = chunks[chunk].range
    Batch.addInTree(shards) { to, from in
      var sum = gradients[to - shards.lowerBound][range].mutableSpan
      kernels.add(gradients[from - shards.lowerBound][range].span, to: &sum)
    }
  }

  /// Notes the sum of squares of a chunk's gradient.
  func measure(_ chunk: Int, _ gradients: SharedFloats, _ kernels: any KernelTable) {
    squares[chunk] = kernels.sumOfSquares(gradients[chunks[chunk].range].span)
  }

  /// The global norm.
  var norm: Double { squares.sum(chunks.indices).squareRoot() }
}

/// The flat buffers of one network's parameters that a step of AdamW changes.
struct TrainedParameters {
  let weights, firstMoment, secondMoment: SharedFloats
  /// The moving average of the weights; empty where none is kept.
  let average: SharedFloats
}

extension TrainingStep {
  /// One step of AdamW with the gradients found last, which must be finite; the discriminator's too, where it
  /// took part.
  package func apply(_ settings: OptimiserSettings, discriminator: OptimiserSettings? = nil) {
    precondition(last.gradientNorm.isFinite, "a gradient that is not finite is never applied")
    state.step += 1
    state.average.likelihood.follow(last.likelihoodValue)
    var own = settings
    // Early on, an average over more steps than there were would remember the first weights.
    own.averageDecay = min(settings.averageDecay, Float(state.step) / Float(state.step + 9))
    let clip = min(1, Double(settings.clip) / max(last.gradientNorm, 1e-12))
    descend(
      optimiser, ownChunks, state.parameters, gradient, own, number: state.step,
      scale: Float(clip))
    guard let discriminator, let opponent else { return }
    opponent.state.step += 1
    opponent.state.balance = last.balance
    descend(
      opponent.optimiser, opponent.ownChunks, opponent.state.parameters,
      discriminatorGradient, discriminator, number: opponent.state.step, scale: 1)
  }

  /// Step `number`, counted from 1, of some chunks of one network's parameters.
  private func descend(
    _ optimiser: Optimiser, _ chunks: Range<Int>, _ parameters: TrainedParameters,
    _ gradients: SharedFloats,
    _ settings: OptimiserSettings, number: Int, scale: Float
  ) {
    let correction = { (beta: Float) in Float(1 - pow(Double(beta), Double(number))) }
    let (correction1, correction2) = (correction(settings.beta1), correction(settings.beta2))
    pool.run(units: chunks.count) { worker, index in
      let chunk = optimiser.chunks[chunks.lowerBound + index]
      let decay = chunk.part == .encoder ? settings.encoderDecay : settings.decay
      let step = AdamWStep(
        gradientScale: scale, rate: settings.rate, beta1: settings.beta1, beta2: settings.beta2,
        correction1: correction1, correction2: correction2, decay: chunk.decays ? decay : 0,
        averageDecay: settings.averageDecay)
      var weights = parameters.weights[chunk.range].mutableSpan
      var m = parameters.firstMoment[chunk.range].mutableSpan
      var v = parameters.secondMoment[chunk.range].mutableSpan
      let kept = parameters.average.count == 0 ? .empty : parameters.average[chunk.range]
      var average = kept.mutableSpan
      kernels.adamW(
        step, gradient: gradients[chunk.range].span, weights: &weights, m: &m, v: &v,
        average: &average)
      worker.spend(on: parts.index(.optimiser))
    }
  }

  /// Seconds by part since the last call, all threads together; `wall` is what passed on the clock.
  package func takeProfile(wall: Double) -> Profile {
    let threads = Double(pool.team.count)
    var spent = (0..<parts.count).map { part in
      pool.workers.reduce(0.0) { $0 + $1.spent[part] }
    }
    spent[parts.index(.waiting)] = max(0, wall * threads - spent.reduce(0, +))
    for worker in pool.workers { worker.clear() }
    return Profile(parts: zip(parts.names, spent).map { Profile.Part(name: $0, seconds: $1) })
  }
}
