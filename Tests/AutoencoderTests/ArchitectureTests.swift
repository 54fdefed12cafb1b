import Autoencoder
import Testing

@Suite("An architecture is valid once it exists")
struct ArchitectureTests {
  /// 4x4 stride-2 convolutions 3-32-64-128 from 64x64, 1x1 to 2 x 8 at each of 8x8 places and back.
  @Test("The default model costs what its formula says")
  func standard() throws {
    let a = try Architecture(height: 64, width: 64, channels: 3)
    #expect(a.stages == 3 && a.latents == 512)
    let convolutions = 32 * 32 * 48 * 32 + 16 * 16 * 512 * 64 + 8 * 8 * 1024 * 128
    #expect(a.multiplyAdds == 2 * convolutions + 8 * 8 * (128 * 16 + 8 * 128))
    let weights = 2 * (48 * 32 + 512 * 64 + 1024 * 128) + 128 * 16 + 8 * 128
    let vectors = 2 * (32 + 64 + 128) + 2 * (128 + 64 + 32) + 16 + 3
    #expect(a.parameterCount == weights + vectors)
    #expect(a.layerRows.reduce(0) { $0 + $1.parameters } == a.parameterCount)
  }

  /// One stage more, affine to 2 x 128 and back.
  @Test("So does that with one vector for a code")
  func vector() throws {
    let a = try Architecture(height: 64, width: 64, channels: 3, codeShape: .vector)
    #expect(a.stages == 4 && a.latents == 128)
    let convolutions =
      32 * 32 * 48 * 32 + 16 * 16 * 512 * 64 + 8 * 8 * 1024 * 128
      + 4 * 4 * 2048 * 256
    #expect(a.multiplyAdds == 2 * convolutions + 4096 * 256 + 128 * 4096)
    let weights = 2 * (48 * 32 + 512 * 64 + 1024 * 128 + 2048 * 256) + 4096 * 256 + 128 * 4096
    let vectors = 2 * (32 + 64 + 128 + 256) + 2 * (256 + 128 + 64 + 32) + 256 + 3
    #expect(a.parameterCount == weights + vectors)
    #expect(a.layerRows.reduce(0) { $0 + $1.parameters } == a.parameterCount)
  }

  @Test(
    "Stages go down to 6 pixels on the short side, or 4 before a vector",
    arguments: [
      (64, 64, 3, 4), (32, 32, 2, 3), (128, 128, 4, 5), (64, 48, 3, 3), (28, 28, 2, 2),
      (8, 24, 1, 1), (6, 6, 1, 1),
    ])
  func stages(_ height: Int, _ width: Int, _ ofMap: Int, _ ofVector: Int) throws {
    for (shape, stages) in [(Architecture.CodeShape.map, ofMap), (.vector, ofVector)] {
      let a = try Architecture(height: height, width: width, channels: 1, codeShape: shape)
      #expect(a.stages == stages, "\(shape)")
    }
  }

  @Test("A map needs stages that leave places, and each place has as many latents")
  func map() throws {
    #expect(throws: ArchitectureError.badField("code")) {
      try Architecture(
        height: 8, width: 8, channels: 1, filters: 4, stages: 0, latentsPerPlace: 2,
        codeShape: .map)
    }
    let a = try Architecture(height: 48, width: 96, channels: 3, latentsPerPlace: 5)
    #expect(a.places == Places(height: 6, width: 12) && a.latents == 6 * 12 * 5)
    let layout = a.gaussianLayout
    // At each place five means, then five log-variances.
    #expect((0..<12).map(layout.mean) == [0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 20, 21])
    #expect((0..<7).map(layout.logVariance) == [5, 6, 7, 8, 9, 15, 16])
    #expect(layout.count == 2 * a.latents && layout.logVariance(a.latents - 1) == layout.count - 1)
  }

  @Test("Parameters begin on cache lines and do not overlap; vectors do not decay")
  func layout() throws {
    let a = try Architecture(
      .deep, height: 24, width: 40, channels: 3, filters: 5, latentsPerPlace: 7)
    var end = 0
    for tensor in a.network.parameters.tensors {
      #expect(tensor.offset % 16 == 0 && tensor.offset >= end, "\(tensor.name)")
      #expect(tensor.decays == tensor.name.hasSuffix("weight"), "\(tensor.name)")
      end = tensor.range.upperBound
    }
    #expect(a.network.parameters.bufferCount >= end)
    #expect(a.network.parameters.runs.last?.range.upperBound == a.network.parameters.bufferCount)
  }

  @Test("To and from JSON", arguments: Architecture.Preset.allCases)
  func json(_ preset: Architecture.Preset) throws {
    let a = try Architecture(
      preset, height: 32, width: 64, channels: 1, likelihood: .fixedGaussian(sigma: 0.15))
    #expect(try Architecture(json: a.json) == a)
    #expect(throws: ArchitectureError.badField("residual")) { try Architecture(json: [:]) }
  }

  @Test("Errors name the field and what to do")
  func errors() throws {
    func message(_ body: () throws -> Architecture) -> String {
      do { return "\(try body())" } catch { return "\(error)" }
    }
    let size = message { try Architecture(height: 100, width: 100, channels: 3) }
    #expect(size.contains("size 100x100") && size.contains("96x96 or 112x112"), "\(size)")
    let sides = message { try Architecture(height: 64, width: 50, channels: 3, stages: 3) }
    #expect(sides.contains("size 50x64") && sides.contains("48x64"), "\(sides)")
    let latent = message {
      try Architecture(height: 64, width: 64, channels: 3, latentsPerPlace: 0)
    }
    #expect(latent.contains("latents 0"), "\(latent)")
    for channels in [0, 2, 4] {
      #expect(throws: ArchitectureError.badField("channels")) {
        try Architecture(height: 16, width: 16, channels: channels)
      }
    }
    #expect(throws: ArchitectureError.unknownLikelihood("gauss")) {
      try Likelihood(name: "gauss")
    }
    #expect(try Likelihood(name: "gaussian:0.1") == .fixedGaussian(sigma: 0.1))
  }
}
