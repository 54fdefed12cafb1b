import Autoencoder
import Files
import Training

/// What another program must know to use a model: how a file becomes numbers, and what the numbers mean.
struct ModelNotes {
  private let model: Model
  private let preparation: Preprocessing

  /// Throws where the model does not say how its pictures were prepared.
  init(_ model: Model) throws(PreprocessingError) {
    self.model = model
    preparation = try Preprocessing(model)
  }

  /// Texts under their names, as both formats hold them.
  var members: [(key: String, value: String)] {
    let a = model.architecture
    return [
      ("width", "\(a.width)"), ("height", "\(a.height)"),
      ("channels", a.channels == 1 ? "gray" : "RGB"),
      ("layout", "NCHW"), ("range", "0 to 1"),
      ("fit", preparation.frame.fit.rawValue), ("background", preparation.background.text),
      ("likelihood", a.likelihood.name),
    ] + (model.scaledLikelihood.sigma.map { [("sigma", "\($0)")] } ?? [])
  }
}
