/// Where each parameter lies in the one flat buffer that holds them all.
///
///     | encoder weights | encoder vectors | decoder weights | decoder vectors |
///
/// Every tensor starts on a cache line; the gaps between hold zeros in weights and gradients alike.
/// Weights decay, vectors (bias, and gamma with beta) do not.
package struct ParameterLayout: Sendable, Hashable {
  package private(set) var tensors: [ParameterTensor] = []
  /// Floats of the whole buffer, gaps included.
  package private(set) var bufferCount = 0
  /// The four runs in the drawing above.
  package private(set) var runs: [Run] = []

  package struct Run: Sendable, Hashable {
    package let range: Range<Int>
    package let decays: Bool
    package let part: ParameterTensor.Part
  }

  /// Lays out the tensors; their ranges are what is decided here.
  init(_ plans: [ParameterTensor]) {
    for part in ParameterTensor.Part.allCases {
      for decays in [true, false] {
        let start = bufferCount
        for var tensor in plans where tensor.part == part && tensor.decays == decays {
          tensor.offset = bufferCount
          tensors.append(tensor)
          bufferCount += roundedToCacheLine(tensor.count)
        }
        guard bufferCount > start else { continue }
        runs.append(Run(range: start..<bufferCount, decays: decays, part: part))
      }
    }
  }

  /// Parameters without the gaps.
  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  func range(_ name: String) -> Range<Int> {
    tensors.first { $0.name == name }?.range ?? 0..<0
  }
}

/// One parameter: a weight laid out [ky][kx][fine channel][coarse channel], the bias of each channel,
/// or the gamma and beta of a normalisation as [2][channel].
package struct ParameterTensor: Sendable, Hashable {
  package let name: String
  package let shape: [Int]
  package let decays: Bool
  package let part: Part
  package internal(set) var offset = 0

  package enum Part: Sendable, Hashable, CaseIterable { case encoder, decoder, discriminator }

  package var count: Int { shape.reduce(1, *) }
  package var range: Range<Int> { offset..<offset + count }
}

/// `count` rounded up to whole cache lines of 16 floats.
func roundedToCacheLine(_ count: Int) -> Int { (count + 15) / 16 * 16 }
