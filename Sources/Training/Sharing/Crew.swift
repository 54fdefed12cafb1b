import Autoencoder

/// The other processes that share a training, as the first leads them; without others, nobody hears it.
///
/// The first alone has the run folder, the clock and the user. The others make what it orders (`Follower`), so that
/// they agree on every step and all that it follows from.
package struct Crew {
  let exchange: (any Exchange)?

  package init(_ exchange: (any Exchange)?) { self.exchange = exchange }

  func order(_ order: Order) throws {
    guard let exchange else { return }
    var words = order.words
    try exchange.spread(&words)
  }

  /// Lets the others leave.
  package func end(code: Int32) throws { try order(.end(code: code)) }

  /// What the first does alone, while the others wait.
  func alone<Result>(_ body: () throws -> Result) throws -> Result {
    guard let exchange else { return try body() }
    return try exchange.whileBusy(body)
  }

  /// Whether anyone wants to stop, which then is `stop`'s wish too.
  func isToStop(_ stop: StopFlag) throws -> Bool {
    if let exchange, try exchange.isAskedForStop() { stop.raise() }
    return stop.isRaised
  }

  /// Has the others get ready for a plan; throws where one cannot, or is not what the first is.
  func prepare(_ plan: TrainingPlan, _ own: Standing) throws {
    guard let exchange else { return }
    for machines in [true, false] {
      try order(.prepare(machines: machines))
      _ = try exchange.spread(text: plan.json.rendered())
      let all = try exchange.gather(text: own.text)
      for (rank, text) in all.enumerated() where !text.isEmpty {
        try own.compare(Standing(text), of: exchange.place(rank))
      }
    }
  }
}
