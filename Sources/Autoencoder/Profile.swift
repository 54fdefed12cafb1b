/// Where the time of training steps went: seconds of all threads together, by part.
package struct Profile: Sendable {
  package struct Part: Sendable {
    package let name: String
    package let seconds: Double
  }

  package let parts: [Part]
}

/// The numbering of what a `Desk` clocks.
struct ProfileParts {
  private let layers: [Layer]
  private let encoderCount: Int

  enum Chain { case encoder, decoder }
  enum Pass: Int, CaseIterable { case forward, inputGradient, weightGradient }
  enum Other: String, CaseIterable {
    case input, normalisation, latents, likelihood
    case vectorGradients = "bias and norm gradients"
    case norm = "gradient norm"
    case optimiser, packing, waiting
  }

  init(_ network: Network) {
    layers = network.encoder + network.decoder
    encoderCount = network.encoder.count
  }

  var count: Int { layers.count * Pass.allCases.count + Other.allCases.count }

  func index(_ chain: Chain, _ layer: Int, _ pass: Pass) -> Int {
    ((chain == .encoder ? 0 : encoderCount) + layer) * Pass.allCases.count + pass.rawValue
  }

  func index(_ other: Other) -> Int {
    layers.count * Pass.allCases.count + (Other.allCases.firstIndex(of: other) ?? 0)
  }

  var names: [String] {
    layers.flatMap { layer in
      ["forward", "input gradient", "weight gradient"].map { "\(layer.name) \($0)" }
    } + Other.allCases.map(\.rawValue)
  }
}
