import Autoencoder
import KernelContract
import Threads

/// How fast this machine will be, from a moment of multiply-adds.
struct SpeedEstimate {
  /// Multiply-adds a second that layers come to: four fifths of the ceiling.
  private let rate: Double
  let threads: Int

  init(_ kernels: any KernelTable, _ team: Team) {
    var ceiling = Ceiling(kernels, team)
    ceiling.burst()
    rate = ceiling.gigaflops * 1e9 / 2 * 0.8
    threads = team.count
  }

  /// A trained picture costs three forward passes.
  func trainingSeconds(architecture: Architecture, pictures: Double) -> Double {
    3 * pictures * Double(architecture.multiplyAdds) / rate
  }

  func forwardPictures(architecture: Architecture) -> Double {
    rate / Double(architecture.multiplyAdds)
  }
}
