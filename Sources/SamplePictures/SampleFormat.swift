import Files
import Images

/// What sort of file a sample picture is, so that the folder shows what the reader takes: mostly
/// JPEG, every third a PNG, in several shapes; a few grey, cut out, or turned.
struct SampleFormat {
  enum Form {
    case png, jpeg, greyPNG, greyJPEG, cutOut
    /// A JPEG with this EXIF orientation.
    case turned(Orientation)
  }

  let form: Form
  let width: Int
  let height: Int

  init(index: Int) {
    let isPNG = index.isMultiple(of: 3)
    form =
      switch index {
      case 41...48: .turned(Orientation(rawValue: index - 40) ?? .upright)
      case _ where index % 100 == 60: .cutOut
      case _ where index % 50 == 17: isPNG ? .greyPNG : .greyJPEG
      default: isPNG ? .png : .jpeg
      }
    // PNG keeps every pixel and is larger, so it gets the smaller shapes.
    let shapes =
      isPNG
      ? [(64, 64), (64, 64), (72, 64), (64, 72)]
      : [(64, 64), (80, 80), (96, 96), (96, 72), (72, 96)]
    (width, height) = shapes[index / 3 % shapes.count]
  }

  /// face-0041-orientation-1.jpg
  func name(_ index: Int) -> String {
    let stem = "face-" + NumberText.padded(index, 4)
    return switch form {
    case .png: stem + ".png"
    case .jpeg: stem + ".jpg"
    case .greyPNG: stem + "-grey.png"
    case .greyJPEG: stem + "-grey.jpg"
    case .cutOut: stem + "-alpha.png"
    case .turned(let orientation): stem + "-orientation-\(orientation.rawValue).jpg"
    }
  }
}
