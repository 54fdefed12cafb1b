import KernelContract
import Tensors

extension CodeNeighbours {
  /// A draw for each seed, from that seed alone.
  package func draw(
    seeds: [UInt64], temperature: Float = 1, kernels: any KernelTable
  ) -> Tensor {
    let choices = seeds.map { Choice(seed: $0, of: count, kernels) }
    let near = nearest(to: choices.map(\.anchor), kernels)
    let masks = CodeMasks(places)
    var z = Tensor(count: seeds.count * latents)
    var numbers = z.mutableSpan
    for (row, choice) in choices.enumerated() {
      let mean = mean(of: near[row])
      let pair =
        places == .one
        ? pair(choice, among: near[row])
        : pair(choice, among: near[row], masks, seed: seeds[row], kernels)
      let (a, b) = (pair.first * latents, pair.second * latents)
      for j in 0..<latents {
        let (p, q) = pair.shares[j / (latents / places.count)]
        let step = p * (codes[a + j] - mean[j]) + q * (codes[b + j] - mean[j])
        numbers[row * latents + j] = mean[j] + temperature * spread * step
      }
    }
    return z
  }

  /// Two codes and p and q at each place.
  private struct Pair {
    let first, second: Int
    let shares: [(Float, Float)]
  }

  private func pair(_ choice: Choice, among near: [Int]) -> Pair {
    Pair(
      first: near[choice.first], second: near[choice.second],
      shares: [(choice.share.squareRoot(), (1 - choice.share).squareRoot())])
  }

  private func pair(
    _ choice: Choice, among near: [Int], _ masks: CodeMasks, seed: UInt64,
    _ kernels: any KernelTable
  ) -> Pair {
    let others = near.filter { $0 != choice.anchor }
    let distances = others.map { squaredDistances(choice.anchor, $0) }
    var drawn = Tensor(count: CodeNeighbours.tries * places.count)
    var numbers = drawn.mutableSpan
    kernels.normal(
      RandomKey(seed: seed, stream: RandomStream.neighboursMask, step: 0, image: 0),
      into: &numbers)
    let tries = choice.others.enumerated().map { number, other in
      let mask = masks.mask(drawn.span, from: number * places.count)
      return (other: other, mask: mask, seam: mask.seam(distances[other]))
    }
    let best = tries.dropFirst().reduce(tries[0]) { $1.seam < $0.seam ? $1 : $0 }
    return Pair(
      first: choice.anchor, second: others[best.other],
      shares: best.mask.weights.map { ($0, 1 - $0) })
  }

  /// At each place.
  private func squaredDistances(_ a: Int, _ b: Int) -> [Float] {
    let depth = latents / places.count
    return (0..<places.count).map {
      squaredDistance(a, b, over: $0 * depth..<($0 + 1) * depth)
    }
  }

  /// What a seed draws: a code; of a vector the places of two different ones among those near it, and their share; of
  /// a map, for each try, the place of one among the others near it.
  private struct Choice {
    let anchor: Int
    let first, second: Int
    let share: Float
    let others: [Int]

    init(seed: UInt64, of count: Int, _ kernels: any KernelTable) {
      var drawn = Tensor(count: 4 + CodeNeighbours.tries)
      var numbers = drawn.mutableSpan
      kernels.uniform(
        RandomKey(seed: seed, stream: RandomStream.neighboursDraw, step: 0, image: 0),
        into: &numbers)
      let place = { (number: Float, count: Int) in min(count - 1, Int(number * Float(count))) }
      anchor = place(numbers[0], count)
      first = place(numbers[1], CodeNeighbours.together)
      let other = place(numbers[2], CodeNeighbours.together - 1)
      second = other < first ? other : other + 1
      share = numbers[3]
      let tried = (4..<numbers.count).map { numbers[$0] }
      others = tried.map { place($0, CodeNeighbours.together - 1) }
    }
  }
}
