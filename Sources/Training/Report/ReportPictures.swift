import Autoencoder
import Files
import Images
import KernelContract
import Tensors

/// The pictures of a report, drawn by the averaged weights: how far the model is, to be looked at.
struct ReportPictures {
  let files: RunFiles
  let inference: Inference
  let pictures: TrainingPictures

  private static let columns = 8
  private static let sampleSeeds = Array<UInt64>(0..<64)

  init(_ files: RunFiles, _ inference: Inference, _ pictures: TrainingPictures) throws {
    self.files = files
    self.inference = inference
    self.pictures = pictures
    try Folder.make(files.samplesFolder)
    try Folder.make(files.reconstructionsFolder)
  }

  /// Without codes to draw between, samples are drawn from the prior. Returns what was written.
  func write(
    step: Int, between codes: CodeNeighbours?, _ kernels: any KernelTable
  ) throws -> KeyValuePairs<String, Picture> {
    [
      "reconstructions": try writeReconstructions(step),
      "samples": try writeSamples(between: codes, to: files.samples(step: step), kernels),
    ]
  }

  /// Held-out pictures above what the model makes of them.
  private func writeReconstructions(_ step: Int) throws -> Picture {
    let indices = pictures.heldOut.prefix(4 * ReportPictures.columns)
    let pixels = Tensor(count: indices.count * inference.model.architecture.dimensions)
    try pictures.read(indices, into: pixels.shared)
    let codes = inference.encode(pixels.shared, count: indices.count)
    let decoded = inference.decode(codes.means.shared, count: indices.count)
    let grid = Grid(columns: ReportPictures.columns)
      .draw(cells(pixels.shared), above: cells(decoded.shared))
    try PictureWriter.write(grid, to: files.reconstructions(step: step), replacing: true)
    return grid
  }

  /// What the decoder makes of draws of the same seeds, report by report.
  @discardableResult
  func writeSamples(
    between codes: CodeNeighbours?, to path: String, _ kernels: any KernelTable
  ) throws -> Picture {
    guard let codes else {
      let z = inference.drawPrior(seeds: ReportPictures.sampleSeeds)
      return try writeGrid(of: z.shared, to: path)
    }
    let z = codes.draw(seeds: ReportPictures.sampleSeeds, kernels: kernels)
    return try writeGrid(of: z.shared, to: path)
  }

  private func writeGrid(of codes: SharedFloats, to path: String) throws -> Picture {
    let decoded = inference.decode(codes, count: ReportPictures.sampleSeeds.count)
    let grid = Grid(columns: ReportPictures.columns).draw(cells(decoded.shared))
    try PictureWriter.write(grid, to: path, replacing: true)
    return grid
  }

  private func cells(_ pixels: SharedFloats) -> [Picture] {
    let a = inference.model.architecture
    return (0..<pixels.count / a.dimensions).map { index in
      Pixels.picture(
        pixels.part(index, size: a.dimensions).span, width: a.width, height: a.height,
        channels: a.channels)
    }
  }
}
