import Files

/// What `evaluate` makes of the pictures of each label.
struct LabelScores {
  private let roots: [String]
  private let labels: [String]
  private var tallies: [String: Tally] = [:]

  private struct Tally {
    var count = 0
    var nats = 0.0
    var psnr = 0.0

    var meanNats: Double { nats / Double(count) }
    var meanPSNR: Double { psnr / Double(count) }
  }

  /// Of pictures in files and folders; the labels are the model's.
  init(_ labels: [String], below roots: [String]) {
    self.labels = labels
    self.roots = roots
  }

  /// Counts a picture to its folder's label, where that is one of the model's.
  mutating func add(_ path: String, nats: Double, psnr: Double) {
    guard !labels.isEmpty else { return }
    let label = FolderLabel.of(path, below: roots)
    var tally = tallies[label] ?? Tally()
    tally.count += 1
    tally.nats += nats
    tally.psnr += psnr
    tallies[label] = tally
  }

  private var found: [(label: String, tally: Tally)] {
    labels.compactMap { label in tallies[label].map { (label, $0) } }
  }

  func json(_ bits: (Double) -> Double) -> JSON {
    .object(
      found.map { label, tally in
        JSON.Member(
          label,
          [
            "pictures": .integer(tally.count), "bits_per_dim": .number(bits(tally.meanNats)),
            "psnr": .number(tally.meanPSNR),
          ])
      })
  }

  func rows(_ bits: (Double) -> Double) -> [(String, String)] {
    found.map { label, tally in
      (
        label.printable,
        "\(NumberText.counted(tally.count, "picture")), \(NumberText.fixed(bits(tally.meanNats), 4)) bits/dim, "
          + "\(NumberText.fixed(tally.meanPSNR, 2)) dB"
      )
    }
  }
}
