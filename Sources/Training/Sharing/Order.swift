import Autoencoder

/// What the first of several processes tells the others to do next, together with it.
enum Order: Sendable, Equatable {
  /// To get ready for the plan that follows: those first of their machine, then the rest.
  case prepare(machines: Bool)
  /// To take over the state, which stands before the batch of this number.
  case takeOver(batch: Int)
  case step(StepOrder)
  /// To hand in what they have of the state.
  case collect
  /// To leave with this exit code.
  case end(code: Int32)
}

extension Order {
  /// Which order it is, and up to three numbers.
  var words: [UInt64] {
    switch self {
    case .prepare(let machines): [0, machines ? 1 : 0, 0, 0]
    case .takeOver(let batch): [1, UInt64(batch), 0, 0]
    case .step(let step):
      [2, UInt64(step.number), step.progress.bitPattern, step.rateFactor.bitPattern]
    case .collect: [3, 0, 0, 0]
    case .end(let code): [4, UInt64(code), 0, 0]
    }
  }

  init?(_ words: [UInt64]) {
    switch words[0] {
    case 0: self = .prepare(machines: words[1] == 1)
    case 1: self = .takeOver(batch: Int(words[1]))
    case 2:
      self = .step(
        StepOrder(
          number: Int(words[1]), progress: Double(bitPattern: words[2]),
          rateFactor: Double(bitPattern: words[3])))
    case 3: self = .collect
    case 4: self = .end(code: Int32(truncatingIfNeeded: words[1]))
    default: return nil
    }
  }

  /// What a process waits for that is not the first.
  static func next(_ exchange: any Exchange) throws -> Order {
    var words = [UInt64](repeating: 0, count: 4)
    try exchange.spread(&words)
    guard let order = Order(words) else { throw SharingError.unknownOrder }
    return order
  }
}
