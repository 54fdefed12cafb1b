import Autoencoder
import Testing

@Suite("An architecture is valid once it exists")
struct ArchitectureTests {
  /// The reference: 4x4 stride-2 convolutions 3-32-64-128-256 from 64x64, affine to 2 x 128 and back.
  @Test("The default model costs what its formula says")
  func standard() throws {
    let a = try Architecture(height: 64, width: 64, channels: 3)
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
    "Stages go down to 4 pixels on the short side",
    arguments: [(64, 64, 4), (32, 32, 3), (128, 128, 5), (64, 48, 3), (8, 24, 1), (6, 6, 1)])
  func stages(_ height: Int, _ width: Int, _ stages: Int) throws {
    #expect(
      try Architecture(height: height, width: width, channels: 1).stages == stages)
  }

  @Test("Parameters begin on cache lines and do not overlap; vectors do not decay")
  func layout() throws {
    let a = try Architecture(.deep, height: 24, width: 40, channels: 3, filters: 5, latents: 7)
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
    let latent = message { try Architecture(height: 64, width: 64, channels: 3, latents: 0) }
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
