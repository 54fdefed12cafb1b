import Autoencoder
import Cluster
import Exports
import Files
import Images
import KernelSelection
import Threads
import Training

/// What is said of an error, and which exit code it leaves by.
package enum Failure {
  /// A sentence for the user: what a library calls a field, the command line calls by its option.
  package static func sentence(of error: any Error) -> String {
    switch error {
    case let error as ArchitectureError: error.sentence { "--\(option(of: $0))" }
    case is NoThread: "\(error); give fewer --\(Common.threads.declaration.name)"
    default: "\(error)"
    }
  }

  private static func option(of field: ArchitectureError.Field) -> String {
    switch field {
    case .size: TrainingTable.all.size.name
    case .filters: TrainingTable.all.filters.name
    case .stages: TrainingTable.all.stages.name
    case .latents: TrainingTable.all.latents.name
    case .likelihood: TrainingTable.all.likelihood.name
    }
  }

  package static func code(of error: any Error) -> ExitCode {
    switch error {
    case let error as SafetensorsError: code(of: error)
    case let error as ModelFileError: code(of: error)
    case let error as NPYError: code(of: error)
    case let error as PlanError: code(of: error)
    case let error as SharingError: code(of: error)
    case let error as ClusterError: code(of: error)
    case is UsageError, is ArchitectureError, is KernelSelectionError: .usage
    case is DataError, is MissingModel, is CheckpointError, is PreprocessingError, is PictureError,
      is ONNXError:
      .badData
    case is FileError: .inputOutput
    case let error as PictureWritingError: code(of: error)
    default: .failed
    }
  }

  private static func code(of error: SafetensorsError) -> ExitCode {
    if case .file = error { .inputOutput } else { .badData }
  }

  private static func code(of error: ModelFileError) -> ExitCode {
    if case .file(let inner) = error { code(of: inner) } else { .badData }
  }

  private static func code(of error: NPYError) -> ExitCode {
    if case .file = error { .inputOutput } else { .badData }
  }

  private static func code(of error: PlanError) -> ExitCode {
    switch error {
    case .badValue, .excluded, .tooFewSteps, .differs, .nothingFinished, .unfinished,
      .otherArchitecture, .runAmongPictures, .holdsOtherFiles, .tooLittleMemory:
      .usage
    case .tooFewPictures, .oneSided, .oneLabel, .damagedPlan, .missingPlan, .picturesChanged:
      .badData
    }
  }

  private static func code(of error: SharingError) -> ExitCode {
    switch error {
    case .tooManyRanks, .tooManyToGoOn, .differs: .usage
    case .tooFewPictures, .otherPictures: .badData
    case .failed, .unknownOrder: .failed
    }
  }

  private static func code(of error: ClusterError) -> ExitCode {
    switch error {
    case .notBuilt, .alone: .usage
    case .cannotJoin, .silent, .transfer: .failed
    }
  }

  private static func code(of error: PictureWritingError) -> ExitCode {
    switch error {
    case .unknownEnding, .tooLarge: .usage
    case .encoder: .failed
    }
  }
}
