import Images

/// What a run depends on of its pictures; plan.json keeps it.
package struct DatasetFacts: Sendable, Equatable {
  package let training: Int
  package let heldOut: Int
  /// 1 or 3, as the model sees them.
  package let channels: Int
  /// Of every picture's name and pixels, so that a changed folder is noticed.
  package let fingerprint: String

  package init(training: Int, heldOut: Int, channels: Int, fingerprint: String) {
    self.training = training
    self.heldOut = heldOut
    self.channels = channels
    self.fingerprint = fingerprint
  }

  package var count: Int { training + heldOut }
}

/// What was found where the user pointed, as it is told.
package struct DatasetReport: Sendable, Equatable {
  package let facts: DatasetFacts
  /// Files that were not taken, with the reason.
  package let skipped: [SkippedFile]
  /// Where the list of them lies; nil after a dry run, which writes none.
  package let skippedList: String?
}
