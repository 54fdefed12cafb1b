/// Where the time of training steps went: seconds of all threads together, by part.
package struct Profile: Sendable {
  package struct Part: Sendable {
    package let name: String
    package let seconds: Double
  }

  package let parts: [Part]
}

/// The numbering of what a `WorkerMemory` clocks.
struct ProfileParts {
  private let layers: [Layer]
  private let encoderCount: Int
  private let networkCount: Int

  enum Pass: Int {
    case forward, inputGradient, weightGradient

    static let names = ["forward", "input gradient", "weight gradient"]
  }

  enum Other: Int {
    case input, normalisation, latents, likelihood, vectorGradients, shards, norm, optimiser,
      packing
    case waiting

    static let names = [
      "input", "normalisation", "latents", "likelihood", "bias and norm gradients",
      "shards", "gradient norm", "optimiser", "packing", "waiting",
    ]
  }

  init(_ network: Network, _ discriminator: Discriminator?) {
    layers = network.encoder + network.decoder + (discriminator?.layers ?? [])
    encoderCount = network.encoder.count
    networkCount = network.encoder.count + network.decoder.count
  }

  var count: Int { layers.count * Pass.names.count + Other.names.count }

  func index(_ part: ParameterTensor.Part, _ layer: Int, _ pass: Pass) -> Int {
    let first =
      switch part {
      case .encoder: 0
      case .decoder: encoderCount
      case .discriminator: networkCount
      }
    return (first + layer) * Pass.names.count + pass.rawValue
  }

  func index(_ other: Other) -> Int { layers.count * Pass.names.count + other.rawValue }

  var names: [String] {
    layers.flatMap { layer in Pass.names.map { "\(layer.name) \($0)" } } + Other.names
  }
}
