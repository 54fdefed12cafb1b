import Autoencoder
import Files
import Images

/// How a file became numbers for a model, and so how every later one must: part of its model file.
package struct Preprocessing: Sendable, Equatable {
  package let frame: Frame
  package let background: Color

  package init(frame: Frame, background: Color) {
    self.frame = frame
    self.background = background
  }

  /// What the model's file says of it.
  package init(_ model: Model) throws(PreprocessingError) {
    let json = model.preprocessing
    guard let fit = json["fit"]?.string.flatMap(Frame.Fit.init),
      let background = json["background"]?.string.flatMap({ Color($0) }),
      [1, 3].contains(model.architecture.channels)
    else { throw PreprocessingError() }
    let a = model.architecture
    self.init(
      frame: Frame(width: a.width, height: a.height, channels: a.channels, fit: fit),
      background: background)
  }

  /// Width, height and channels are those of the architecture.
  package var json: JSON {
    ["fit": .string(frame.fit.rawValue), "background": .string(background.text)]
  }
}

package struct PreprocessingError: Error, Equatable, CustomStringConvertible {
  package var description: String {
    "the model does not say how its pictures were prepared; it was not made by vae-img train"
  }
}
