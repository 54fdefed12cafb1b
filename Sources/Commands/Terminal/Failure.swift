import Autoencoder
import Files
import Images
import KernelSelection
import Training

/// Which exit code an error leaves by.
enum Failure {
  static func code(of error: any Error) -> ExitCode {
    switch error {
    case let error as SafetensorsError: code(of: error)
    case let error as ModelFileError: code(of: error)
    case let error as NPYError: code(of: error)
    case let error as PlanError: code(of: error)
    case is UsageError, is ArchitectureError, is KernelSelectionError: .usage
    case is DataError, is MissingModel, is CheckpointError, is PreprocessingError, is PictureError:
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
    case .badValue, .excluded, .tooFewSteps, .differs, .finished, .runAmongPictures,
      .holdsOtherFiles, .tooLittleMemory:
      .usage
    case .tooFewPictures, .damagedPlan, .missingPlan, .picturesChanged: .badData
    }
  }

  private static func code(of error: PictureWritingError) -> ExitCode {
    switch error {
    case .unknownEnding, .tooLarge: .usage
    case .encoder: .failed
    }
  }
}
