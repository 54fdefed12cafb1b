import Analysis
import Files
import Images
import Threads
import Training

/// Some pictures of a folder as a training or a model gets them, chosen by --seed, in their order.
struct FolderGrid {
  /// What it is written to.
  let file: PictureDestination
  let pictures: [FittedPicture]
  private let grid: Grid

  init(
    _ folder: FolderExamination, _ preprocessing: Preprocessing, _ line: ParsedLine, _ team: Team,
    _ console: Console, for file: PictureDestination
  ) throws {
    self.file = file
    let all = folder.pictures
    let order = Permutation(count: all.count, seed: line[Common.seed], epoch: 0)
    let count = min(line[DoctorCommand.count], all.count)
    grid = try Grid(
      of: count, width: preprocessing.frame.width, height: preprocessing.frame.height, line,
      columns: line[Common.columns], for: file)
    pictures = try PictureLoader(line, preprocessing, team)
      .pictures(in: (0..<count).map { all[order[$0]] }, most: count, console)
  }

  var picture: Picture { grid.draw(pictures.map(\.picture)) }

  var json: JSON { ["file": .string(file.path), "pictures": JSON(pictures.map(\.path))] }
}

extension Preprocessing {
  /// What `train` does to the pictures of a folder by the options that suit them.
  init(training folder: FolderExamination) {
    var options = TrainingOptions()
    options.size = TrainingSize(width: folder.size.width, height: folder.size.height)
    self = DataPlan(TrainingSettings(options), paths: [])
      .preprocessing(channels: folder.grey == folder.readable ? 1 : 3)
  }
}
