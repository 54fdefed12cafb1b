import Autoencoder
import Files
import KernelContract
import Threads
import Training

/// `bench infer`: what a model does for its user, on pictures and codes that are in memory. Encodes 1,000
/// pictures, and decodes 64 codes, again and again.
struct BenchInfer {
  private static let pictures = 1000
  private static let codes = 64

  private let model: BenchModel

  init(_ line: ParsedLine) throws {
    model = try BenchModel(line)
    try model.checkMemory(
      for: BenchInfer.pictures * model.architecture.dimensions * MemoryLayout<Float>.size)
  }

  func run(_ console: Console) throws {
    let inference = Inference(model.state().average, kernels: model.kernels, team: model.team)
    let pictures = model.numbers(BenchInfer.pictures * model.architecture.dimensions)
    let codes = model.numbers(BenchInfer.codes * model.architecture.latents)
    let encode = median { _ = inference.encode(pictures.shared, count: BenchInfer.pictures) }
    let decode = median { _ = inference.decode(codes.shared, count: BenchInfer.codes) }
    try report(encode: encode, decode: decode, console)
  }

  /// Seconds that `work` takes, from runs for half of the time.
  private func median(_ work: () -> Void) -> Double {
    var times: [Double] = []
    let start = Clock()
    repeat {
      let watch = Clock()
      work()
      times.append(watch.seconds)
    } while start.seconds < model.seconds / 2 || times.count < 3
    return times.median
  }

  private func report(encode: Double, decode: Double, _ console: Console) throws {
    func text(_ verb: String, _ count: Int, _ what: String, _ seconds: Double) -> String {
      "\(verb) \(NumberText.counted(count, what)) in \(NumberText.fixed(seconds * 1000, 1)) ms, "
        + "\(NumberText.grouped(Int(Double(count) / seconds))) a second"
    }
    try console.answer(
      [
        "bench": "infer", "size": .integer(model.architecture.width),
        "threads": .integer(model.team.count),
        "level": .string(model.kernels.name),
        "encoded_images_per_second": .number(Double(BenchInfer.pictures) / encode),
        "decoded_images_per_second": .number(Double(BenchInfer.codes) / decode),
      ],
      """
      \(text("encodes", BenchInfer.pictures, "picture", encode))
      \(text("decodes", BenchInfer.codes, "code", decode))
      level \(model.kernels.name), \(NumberText.counted(model.team.count, "thread")), medians
      """)
  }
}
