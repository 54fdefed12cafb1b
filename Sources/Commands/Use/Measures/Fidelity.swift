import Analysis
import Files

/// How near a reconstruction comes to its picture.
struct Fidelity {
  let path: String
  let psnr: Double
  let ssim: Double

  init(path: String, original: [Float], _ values: [Float], _ model: ModelInUse) {
    self.path = path
    psnr = PictureSimilarity.psnr(original.span, values.span)
    ssim = PictureSimilarity.ssim(
      original.span, values.span, width: model.architecture.width,
      height: model.architecture.height, channels: model.architecture.channels)
  }

  var json: JSON { ["file": .string(path), "psnr": .number(psnr), "ssim": .number(ssim)] }
  var text: String { Fidelity.text(psnr, ssim, path) }

  static func text(_ psnr: Double, _ ssim: Double, _ name: String) -> String {
    "\(TextColumns.right(NumberText.fixed(psnr, 2), 6)) dB  SSIM \(NumberText.fixed(ssim, 3))  \(name.printable)"
  }
}
