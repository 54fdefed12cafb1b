import Analysis
import Autoencoder
import Files
import Images
import KernelContract
import Threads
import Training

/// The model that a command works with, loaded, checked and ready.
///
/// To commands, pictures and codes are arrays of numbers; inference takes and gives tensors of such rows.
package final class ModelInUse {
  package let path: String
  let model: Model
  let team: Team
  let kernels: any KernelTable
  let inference: Inference
  /// Under --stochastic, where the draws of codes start.
  let drawSeed: UInt64?

  /// The model in `file`, or without one where the line says that it is. `memory` left out: all that
  /// the machine grants.
  package init(_ line: ParsedLine, in file: String? = nil, memory: Int? = nil) throws {
    path = try file ?? ModelInUse.path(line)
    try MissingModel.check(path, isNamed: file != nil || line.has(Common.model))
    model = try ModelFile.read(path)
    team = Team(line)
    kernels = try Kernels.chosen()
    let needed = model.architecture.inferenceBytes(threads: team.count)
    let memory = Machine(kernels: kernels, team: team, memory: memory).memory
    guard needed <= memory else {
      throw DataError(
        "using \(path) needs \(NumberText.bytes(needed)) of memory, but only "
          + "\(NumberText.bytes(memory)) may be used; give fewer --threads")
    }
    inference = Inference(model, kernels: kernels, team: team)
    drawSeed = line[Common.stochastic] ? line[Common.seed] : nil
  }

  /// Where the user says that the model is.
  static func path(_ line: ParsedLine) throws -> String {
    try line.refuse(Common.run, with: Common.model)
    return try line[Common.model] ?? RunFiles(folder: line[Common.run] ?? Runs.only()).model
  }

  var architecture: Architecture { model.architecture }

  // MARK: - Numbers as pictures

  func picture(_ values: [Float]) -> Picture {
    Pixels.picture(
      values.span, width: architecture.width, height: architecture.height,
      channels: architecture.channels)
  }

  /// Where two pictures of the model differ.
  func heatMap(_ a: [Float], _ b: [Float]) -> Picture {
    HeatMap.picture(
      a.span, b.span, width: architecture.width, height: architecture.height,
      channels: architecture.channels)
  }
}
