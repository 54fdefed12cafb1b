/// Everything that fixes a model's layers and what its output means; valid once it exists.
///
/// `stages` convolutions of 4x4 and stride 2, each doubling the channels from `filters` up to eight
/// times that, then the means and log-variances of the latents, by an affine layer of all that is left or of each
/// place by itself (`codeShape`); back the same way with transposed convolutions. Without stages there is one affine
/// layer each way (`dense`).
package struct Architecture: Sendable, Hashable {
  package let height: Int
  package let width: Int
  package let channels: Int
  /// Channels after the first stage.
  package let filters: Int
  package let stages: Int
  /// All of them where the code is a vector.
  package let latentsPerPlace: Int
  package let codeShape: CodeShape
  /// A residual block of two 3x3 convolutions after each stage but the last of the decoder.
  package let residual: Bool
  package let normalisation: Normalisation
  package let likelihood: Likelihood
  /// Channels at full size before a last 3x3 convolution to the picture, which smooths over the grid that
  /// strides leave; 0: the last transposed convolution makes the picture itself.
  package let outputFilters: Int

  /// What stands between a convolution and its activation.
  package enum Normalisation: String, Sendable, Hashable, CaseIterable {
    /// Group normalisation with eight groups (fewer where they would not divide the channels).
    case group
    case none
  }

  /// What the latents are of.
  package enum CodeShape: String, Sendable, Hashable, CaseIterable {
    /// As many are of each place that the last stage leaves: details come back where they were.
    case map
    /// All are of the whole picture.
    case vector

    /// The least pixels on the short side that stages leave where nobody says how many there are.
    var leastSide: Int { self == .map ? 6 : 4 }
  }

  package enum Preset: String, Sendable, Hashable, CaseIterable {
    case small, standard, deep, dense

    package var filters: Int { self == .small ? 16 : 32 }
    package func latentsPerPlace(_ shape: CodeShape) -> Int {
      switch shape {
      case .map: self == .small ? 4 : 8
      case .vector: self == .small ? 32 : 128
      }
    }
  }

  /// What a height and a width may be.
  package static let sides = 1...4096
  /// What the numbers of filters, stages and latents may be.
  package static let filterCounts = 1...1024
  package static let stageCounts = 0...10
  package static let latentCounts = 1...4096
  static let outputFilterCounts = 0...1024

  /// `stages` left out: as many as suit the code's shape.
  package init(
    height: Int, width: Int, channels: Int, filters: Int, stages: Int? = nil,
    latentsPerPlace: Int, codeShape: CodeShape = .vector, residual: Bool = false,
    normalisation: Normalisation = .group,
    likelihood: Likelihood = .gaussian, outputFilters: Int = 0
  ) throws(ArchitectureError) {
    let stages = stages ?? Architecture.stages(height: height, width: width, codeShape)
    try Architecture.check(.size, height, in: Architecture.sides)
    try Architecture.check(.size, width, in: Architecture.sides)
    guard channels == 1 || channels == 3 else { throw .badField("channels") }
    try Architecture.check(.filters, filters, in: Architecture.filterCounts)
    try Architecture.check(.stages, stages, in: Architecture.stageCounts)
    try Architecture.check(.latents, latentsPerPlace, in: Architecture.latentCounts)
    guard Architecture.outputFilterCounts ~= outputFilters else {
      throw .badField("output_filters")
    }
    // Without stages there are no places.
    guard stages > 0 || codeShape == .vector else { throw .badField("code") }
    let multiple = 1 << stages
    guard height % multiple == 0, width % multiple == 0 else {
      throw .sizeNotDivisible(width: width, height: height, stages: stages)
    }
    if case .fixedGaussian(let sigma) = likelihood, !(sigma > 0 && sigma < 1000) {
      throw .sigmaOutOfRange(sigma)
    }
    self.height = height
    self.width = width
    self.channels = channels
    self.filters = filters
    self.stages = stages
    self.latentsPerPlace = latentsPerPlace
    self.codeShape = codeShape
    self.residual = residual
    self.normalisation = normalisation
    self.likelihood = likelihood
    self.outputFilters = stages == 0 ? 0 : outputFilters
    do { _ = try Network(layersOf: self) } catch { throw .tooLarge(error) }
  }

  /// A preset, with what the user said instead of its values.
  package init(
    _ preset: Preset = .standard, height: Int, width: Int, channels: Int, filters: Int? = nil,
    stages: Int? = nil, codeShape: CodeShape? = nil, latentsPerPlace: Int? = nil,
    likelihood: Likelihood = .gaussian, outputFilters: Int = 0
  ) throws(ArchitectureError) {
    let isDense = preset == .dense || stages == 0
    let codeShape = codeShape ?? (isDense ? .vector : .map)
    let stages =
      isDense ? 0 : stages ?? Architecture.stages(height: height, width: width, codeShape)
    try self.init(
      height: height, width: width, channels: channels,
      filters: filters ?? preset.filters, stages: stages,
      latentsPerPlace: latentsPerPlace ?? preset.latentsPerPlace(codeShape),
      codeShape: codeShape, residual: preset == .deep, likelihood: likelihood,
      outputFilters: outputFilters)
  }

  /// As many stages as leave enough pixels for a code of this shape.
  package static func stages(height: Int, width: Int, _ codeShape: CodeShape) -> Int {
    var stages = 1
    while min(height, width) >> (stages + 1) >= codeShape.leastSide { stages += 1 }
    return stages
  }

  private static func check(
    _ field: ArchitectureError.Field, _ value: Int, in range: ClosedRange<Int>
  ) throws(ArchitectureError) {
    guard range.contains(value) else {
      throw .outOfRange(field, value: value, range: range)
    }
  }
}

extension Architecture {
  /// D: the numbers in one picture.
  package var dimensions: Int { height * width * channels }

  /// Where latents are: all at one place, or at each pixel that the last stage leaves.
  package var places: Places {
    codeShape == .vector
      ? .one : Places(height: height >> stages, width: width >> stages)
  }

  package var latents: Int { places.count * latentsPerPlace }

  /// How the means and log-variances of a picture's latents lie.
  package var gaussianLayout: GaussianLayout {
    GaussianLayout(latents: latents, perPlace: latentsPerPlace)
  }

  /// The channels after stage `stage`, counted from 0.
  package func channels(afterStage stage: Int) -> Int { filters << min(stage, 3) }

  /// The sizes nearest to `size` that `stages` halvings divide, smaller first.
  static func nearestSizes(to size: Int, stages: Int) -> [Int] {
    let multiple = 1 << stages
    let below = size / multiple * multiple
    return [below, below + multiple].filter { $0 > 0 }
  }
}

/// Why an architecture is invalid: names the field, what is wrong with it, and what to do.
package enum ArchitectureError: Error, Equatable, CustomStringConvertible {
  package enum Field: String, Sendable, CaseIterable {
    case size, filters, stages, latents, likelihood
  }

  case outOfRange(Field, value: Int, range: ClosedRange<Int>)
  case sizeNotDivisible(width: Int, height: Int, stages: Int)
  case sigmaOutOfRange(Float)
  case unknownLikelihood(String)
  case tooLarge(any Error & Sendable & CustomStringConvertible)
  /// The description of an architecture in a file lacks a field, or has a wrong one.
  case badField(String)

  package var description: String { sentence { $0.rawValue } }

  /// The description, with fields by the names that whoever shows it has for them.
  package func sentence(naming name: (Field) -> String) -> String {
    switch self {
    case .outOfRange(let field, let value, let range):
      "\(name(field)) \(value) is out of range; give a number from \(range.lowerBound) to \(range.upperBound)"
    case .sizeNotDivisible(let width, let height, let stages):
      "\(name(.size)) \(width)x\(height) cannot be halved \(stages) times; give \(suggestion(width, height, stages))"
        + ", or fewer \(name(.stages))"
    case .sigmaOutOfRange(let sigma):
      "\(name(.likelihood)) gaussian:\(sigma) has no usable width; give a number above 0, such as gaussian:0.1"
    case .unknownLikelihood(let likelihood):
      "\(name(.likelihood)) \(likelihood) is not known; give \(Likelihood.names)"
    case .tooLarge(let reason):
      "\(name(.size)), \(name(.filters)) and \(name(.latents)) make too large a layer (\(reason)); make one of them smaller"
    case .badField(let field):
      "the architecture's field \"\(field)\" is missing or wrong"
    }
  }

  private func suggestion(_ width: Int, _ height: Int, _ stages: Int) -> String {
    let widths = Architecture.nearestSizes(to: width, stages: stages)
    let heights = Architecture.nearestSizes(to: height, stages: stages)
    if width == height { return widths.map { "\($0)x\($0)" }.joined(separator: " or ") }
    let nearest = { (sizes: [Int], size: Int) in sizes.min { abs($0 - size) < abs($1 - size) } }
    return "\(nearest(widths, width) ?? width)x\(nearest(heights, height) ?? height)"
  }

  package static func == (a: ArchitectureError, b: ArchitectureError) -> Bool {
    a.description == b.description
  }
}
