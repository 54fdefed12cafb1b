import Files
import Images
import Training

/// What a run folder tells of its training, finished or not. Anybody may have written it.
package struct RunRecord {
  package let plan: TrainingPlan
  package let reports: [Report]
  /// The summary of the model; null where there is none yet.
  let summary: JSON
  let log: [Substring]
  /// Rows of a file and the reason.
  let skipped: [[Substring]]
  package let moments: [Moment]
  /// What the finished model draws.
  let finalSamples: Grid?
  /// Pictures that could not be read, in sentences.
  package let problems: [String]

  /// The bytes of a JPEG.
  typealias Grid = [UInt8]

  /// What the run drew at one of its reports.
  package struct Moment {
    package let step: Int
    let samples: Grid?
    let reconstructions: Grid?
  }

  /// Nil where the folder holds no run that came as far as its plan.
  package init?(_ folder: String) throws {
    let files = RunFiles(folder: folder)
    guard let plan = try TrainingPlan.read(files) else { return nil }
    self.plan = plan
    reports = try RunRecord.lines(files.metrics).compactMap { Report(line: $0) }
    log = try RunRecord.lines(files.log)
    skipped = try RunRecord.lines(files.skipped).dropFirst()
      .map { $0.split(separator: "\t", maxSplits: 1) }
    summary = RunRecord.summary(files.model)
    var grids = GridReader()
    let steps = try Set(
      RunFiles.steps(in: files.samplesFolder) + RunFiles.steps(in: files.reconstructionsFolder))
    moments = try steps.sorted().map { step in
      Moment(
        step: step, samples: try grids.read(files.samples(step: step)),
        reconstructions: try grids.read(files.reconstructions(step: step)))
    }
    finalSamples = try grids.read(files.finalSamples)
    problems = grids.problems
  }

  private static let mostBytes = 1 << 26

  /// None of a file that is not there.
  private static func lines(_ path: String) throws(FileError) -> [Substring] {
    do throws(FileError) {
      let bytes = try WholeFile.read(path, limit: mostBytes)
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    } catch  where error.isMissing {
      return []
    }
  }

  private static func summary(_ model: String) -> JSON {
    guard let file = try? SafetensorsFile(model), let text = file.metadata["summary"] else {
      return .null
    }
    return (try? JSON(parsing: text)) ?? .null
  }
}

/// Grids of a run, as small as pages want them; what is no picture is noted and left out.
private struct GridReader {
  private(set) var problems: [String] = []

  /// Nil where there is none that can be read.
  mutating func read(_ path: String) throws -> RunRecord.Grid? {
    guard try FileFacts.exist(path) else { return nil }
    let picture: Picture
    do {
      let bytes = try PictureFile.read(path)
      picture = try PictureReader.read(bytes.span)
    } catch let error as PictureError {
      problems.append("\(path) is left out: \(error)")
      return nil
    }
    return try JPEGEncoder.encode(picture)
  }
}
