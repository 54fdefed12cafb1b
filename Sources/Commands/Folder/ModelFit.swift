import Analysis
import Files
import Images
import Options
import Training

/// What `doctor` has to say of how the pictures suit a model.
struct ModelFit {
  private let path: String
  private let preprocessing: Preprocessing
  private let fit: FolderFit

  init(_ folder: FolderExamination, _ reference: ReferenceModel) {
    path = reference.model.path
    preprocessing = reference.preprocessing
    fit = FolderFit(folder, preprocessing.frame)
  }

  private var frame: Frame { preprocessing.frame }

  // MARK: - For people

  var rows: [(name: String, text: String)] {
    let size = "\(frame.width)x\(frame.height)"
    var rows = [
      (
        "model",
        "\(size) in \(frame.channels == 1 ? "grey" : "colour"), fit \(frame.fit.rawValue), "
          + "background \(preprocessing.background.text): \(path)".printable
      ),
      ("enlarged", "\(NumberText.grouped(fit.enlarged)) to reach \(size)"),
      shape,
    ]
    if fit.greyInColour > 0 {
      rows.append(("grey", "\(NumberText.grouped(fit.greyInColour)) under a model of colour"))
    }
    if fit.colourInGrey > 0 {
      rows.append(("greyed", "\(NumberText.grouped(fit.colourInGrey)) by a model of grey"))
    }
    return rows
  }

  /// What the model's fit does to pictures of another shape.
  private var shape: (String, String) {
    let count = NumberText.grouped(fit.misshapen)
    let share = "more than \(shortest(FolderFit.shapeLimit * 100)) %"
    return switch frame.fit {
    case .crop: ("cut", "\(count) by \(share) of their area")
    case .whole: ("bordered", "\(count) by background on \(share) of the model's area")
    case .stretch: ("stretched", "\(count) with one side \(share) shorter against the other")
    }
  }

  // MARK: - For programs

  var json: JSON {
    [
      "file": .string(path), "width": .integer(frame.width), "height": .integer(frame.height),
      "channels": .integer(frame.channels), "fit": .string(frame.fit.rawValue),
      "background": .string(preprocessing.background.text), "enlarged": .integer(fit.enlarged),
      "misshapen": .integer(fit.misshapen), "misshapen_beyond": .number(FolderFit.shapeLimit),
      "grey_in_colour": .integer(fit.greyInColour), "colour_in_grey": .integer(fit.colourInGrey),
    ]
  }
}
