import VAEImg

/// Trains on a folder for a while, then draws new pictures and a walk between the first two of them.
///
///     swift run -c release Example FOLDER OUT
@main
struct Example {
  static func main() async throws {
    let (pictures, out) = (CommandLine.arguments[1], CommandLine.arguments[2])
    let training = ImageTraining(
      on: [pictures], in: "\(out)/run", options: ["size": "16", "preset": "small", "steps": "60"])
    var steps = 0
    var file = ""
    for try await update in training.updates() {
      switch update {
      case .reading: break
      case .step(let progress): steps = progress.step
      case .finished(let model): file = model
      }
    }
    let model = try ImageModel(contentsOf: file)
    let drawn = model.sample([1, 2])
    try drawn[0].write(to: "\(out)/one.png")
    let walk = model.interpolate(from: drawn[0], to: drawn[1], steps: 5)
    for (number, picture) in walk.enumerated() {
      try picture.write(to: "\(out)/walk-\(number).png")
    }
    print(
      "\(steps) steps, codes of \(model.codeLength), pictures of \(model.width)x\(model.height)")
  }
}
