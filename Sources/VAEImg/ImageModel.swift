import Analysis
import Autoencoder
import Images
import KernelContract
import KernelSelection
import Tensors
import Threads
import Training

/// A trained model in use: pictures to codes and back, and new pictures.
///
/// A model belongs to whoever made it: it is not `Sendable`, and its calls use all of its threads. Each result follows
/// from its own picture, code or number alone, to the same bits on any number of threads.
public final class ImageModel {
  private let model: Model
  private let inference: Inference
  private let kernels: any KernelTable
  private let preprocessing: Preprocessing

  /// The model in a file `model.safetensors`; `threads` left out: one for each core.
  public init(contentsOf path: String, threads: Int? = nil) throws {
    model = try ModelFile.read(path)
    preprocessing = try Preprocessing(model)
    kernels = try KernelSelection.choose("")
    inference = Inference(
      model, kernels: kernels, team: Team(threads: threads ?? Processors.available))
  }

  /// The shape of the model's pictures.
  public var width: Int { model.architecture.width }
  public var height: Int { model.architecture.height }
  public var channels: Int { model.architecture.channels }
  /// The labels of its pictures, in alphabetical order; none unless it was trained with `labels` `folders`.
  public var labels: [String] { model.labels }
  /// How many numbers a code has.
  public var codeLength: Int { model.architecture.latents }

  /// The codes of pictures of any size and colours, which are prepared as the model's own were: but for JPEG files far
  /// larger than these, which the program decodes at a part of their size.
  public func encode(_ images: [RGBImage]) -> [[Float]] {
    guard !images.isEmpty else { return [] }
    var resizer = Resizer(preprocessing.frame, background: preprocessing.background)
    let pixels = Tensor(
      images.flatMap { resizer.fit($0.picture).pixels.map { Float($0) / 255 } })
    let codes = inference.encode(pixels.shared, count: images.count)
    return codes.means.rows(of: codeLength)
  }

  /// The pictures of codes; traps where one is not `codeLength` long.
  public func decode(_ codes: [[Float]]) -> [RGBImage] {
    precondition(
      codes.allSatisfy { $0.count == codeLength }, "a code of this model has \(codeLength) numbers")
    guard !codes.isEmpty else { return [] }
    let given = Tensor(codes.flatMap { $0 })
    let pixels = inference.decode(given.shared, count: codes.count)
    return pixels.rows(of: model.architecture.dimensions).map(image)
  }

  /// The codes of new pictures, one for each number, always the same one. Below 1 `temperature` is safer, above more
  /// varied.
  public func newCodes(_ numbers: [UInt64], temperature: Float = 1) -> [[Float]] {
    guard !numbers.isEmpty else { return [] }
    guard let neighbours = model.neighbours else {
      return inference.drawPrior(seeds: numbers, temperature: temperature).rows(of: codeLength)
    }
    return draw(numbers, between: neighbours, temperature)
  }

  /// The same of one label's pictures; throws where the model has no such label, or too few codes of it.
  public func newCodes(_ numbers: [UInt64], label: String, temperature: Float = 1) throws
    -> [[Float]]
  {
    do {
      return draw(numbers, between: try model.neighbours(labelled: label), temperature)
    } catch {
      throw WrongLabel(error)
    }
  }

  /// New pictures, those that `vae-img sample` draws of these numbers.
  public func sample(_ numbers: [UInt64], temperature: Float = 1) -> [RGBImage] {
    decode(newCodes(numbers, temperature: temperature))
  }

  /// New pictures of one label, as with `--label`.
  public func sample(_ numbers: [UInt64], label: String, temperature: Float = 1) throws
    -> [RGBImage]
  {
    decode(try newCodes(numbers, label: label, temperature: temperature))
  }

  /// Pictures on the way from one to another along the arc between their codes, both ends included; traps of fewer than
  /// two steps.
  public func interpolate(from a: RGBImage, to b: RGBImage, steps: Int) -> [RGBImage] {
    decode(LatentPath.slerp.points(through: encode([a, b]), steps: steps))
  }

  private func draw(_ numbers: [UInt64], between codes: CodeNeighbours, _ temperature: Float)
    -> [[Float]]
  {
    codes.draw(seeds: numbers, temperature: temperature, kernels: kernels).rows(of: codeLength)
  }

  private func image(_ values: [Float]) -> RGBImage {
    RGBImage(Pixels.picture(values.span, width: width, height: height, channels: channels))
  }
}

/// Why there are no new pictures of a label.
public struct WrongLabel: Error, CustomStringConvertible {
  public let description: String

  init(_ error: LabelError) { description = "the model \(error.reason)" }
}
