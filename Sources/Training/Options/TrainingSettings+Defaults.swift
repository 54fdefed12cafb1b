import Autoencoder
import Files
import Options

/// The defaults that depend on the model or the pictures, and what excludes an option.
extension TrainingSettings {
  /// Beside a discriminator deeper stages draw more plausible pictures in as many minutes: Tests/Quality/Pictures.md.
  var standardPreset: Architecture.Preset {
    let objective = options[TrainingTable.all.objective]
    let wantsDiscriminator = objective.map { $0.adversarial != nil } ?? !self.likelihood.isOfLogits
    let hasStages = options[TrainingTable.all.stages] != 0
    return wantsDiscriminator && hasStages ? .deep : .standard
  }

  static var shownPreset: String {
    "\(Objective(adversarial: Adversarial()).name) \(Architecture.Preset.deep.rawValue), "
      + "else \(Architecture.Preset.standard.rawValue)"
  }

  var standardStages: Int {
    self.preset == .dense
      ? 0
      : Architecture.stages(height: self.size.height, width: self.size.width, self.codeShape)
  }

  /// Without stages there are no places that latents could be of.
  var standardCodeShape: Architecture.CodeShape {
    self.preset == .dense || options[TrainingTable.all.stages] == 0 ? .vector : .map
  }

  static var shownLatents: String {
    Architecture.CodeShape.allCases.map { shape in
      let presets = [Architecture.Preset.standard, .small].map { $0.latentsPerPlace(shape) }
      return "\(shape.rawValue) \(presets[0]), small \(presets[1])"
    }.joined(separator: "; ")
  }

  /// Deep models and those without normalisation fail at the rate that suits the others.
  var standardLearningRate: Double { self.preset == .deep || self.stages == 0 ? 1e-3 : 3e-3 }

  /// A discriminator makes pictures sharper and more plausible, of 200 photographs as of 10,000, and of drawn faces:
  /// Tests/Quality/Pictures.md.
  var standardObjective: Objective {
    obstacleToDiscriminator == nil ? Objective(adversarial: Adversarial()) : Objective()
  }

  static var shownObjective: String {
    let names = [Objective(adversarial: Adversarial()), Objective()].map(\.name)
    return "\(names[0]); \(Architecture.Preset.dense.rawValue) \(names[1])"
  }

  /// Beside a discriminator codes that say more of a picture make better ones, new ones most of all:
  /// Tests/Quality/Pictures.md.
  var standardBeta: Double {
    self.objective.adversarial == nil ? 1 : TrainingSettings.adversarialBeta
  }

  static var shownBeta: String { "1; adversarial \(shortest(adversarialBeta))" }

  private static let adversarialBeta = 0.3

  /// Small batches make more steps of as many pictures: Kernels/Results.md has what that gave, and
  /// Tests/Quality/Pictures.md what it gave with a discriminator, which learns by steps more than by pictures. Several
  /// processes need larger ones, and get no larger than that.
  var standardBatch: Int {
    let fewest = ranks == 1 ? nil : Batch.fewestImages(parts: ranks)
    return max(batchOfOne, fewest ?? 0)
  }

  private var batchOfOne: Int {
    if self.objective.adversarial != nil { return TrainingSettings.adversarialBatch }
    let isMany = facts?.training ?? 0 >= TrainingSettings.manyPictures
    return isMany ? TrainingSettings.largeBatch : TrainingSettings.smallBatch
  }

  private static let (smallBatch, largeBatch, manyPictures) = (16, 32, 5000)
  private static let adversarialBatch = 8

  static var shownBatch: String {
    "\(smallBatch); \(largeBatch) from \(NumberText.grouped(manyPictures)); adversarial \(adversarialBatch)"
  }

  /// A few epochs of many pictures, many of a few: 1,000 times the square root of their number are
  /// looked at, and each at least once.
  var standardSteps: Int {
    let pictures = Double(facts?.training ?? 1)
    return max(20, Int(max(1000 * pictures.squareRoot(), pictures) / Double(self.batch)))
  }

  // MARK: - What excludes

  /// The dense preset has no stages, and so none that could be wide.
  var excludingPreset: String? {
    self.preset == .dense ? "--\(TrainingTable.all.preset.name) \(self.preset.rawValue)" : nil
  }

  var excludingCodeShape: String? {
    self.stages == 0 ? excludingPreset ?? "--\(TrainingTable.all.stages.name) 0" : nil
  }

  /// Without draws of codes there is no divergence.
  var excludingObjective: String? { self.objective.isVariational ? nil : typedObjective }

  var excludingFreeBits: String? {
    if case .variational = self.objective.code { return nil }
    return self.freeBits == 0 ? nil : typedObjective
  }

  var excludingDiscriminator: String? {
    self.objective.adversarial == nil ? nil : obstacleToDiscriminator
  }

  /// A discriminator has the encoder's stages, and looks at pixels, not at logits.
  private var obstacleToDiscriminator: String? {
    if self.likelihood.isOfLogits {
      return "--\(TrainingTable.all.likelihood.name) \(self.likelihood.name)"
    }
    return self.stages == 0 ? excludingPreset ?? "--\(TrainingTable.all.stages.name) 0" : nil
  }

  private var typedObjective: String {
    "--\(TrainingTable.all.objective.name) \(self.objective.name)"
  }
}
