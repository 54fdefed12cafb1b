import KernelContract

/// An activation and its derivative, as the loops over memory take them: loops are specialised for
/// each, so that no choice is left inside.
protocol LaneActivation {
  func value(_ x: Lanes) -> Lanes
  func slope(_ x: Lanes) -> Lanes
}

struct Identity: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { x }
  @inline(__always) func slope(_ x: Lanes) -> Lanes { Lanes(repeating: 1) }
}

/// x for x > 0, factor x otherwise.
struct LeakyReLU: LaneActivation {
  let factor: Lanes

  @inline(__always) func value(_ x: Lanes) -> Lanes {
    (x * factor).replacing(with: x, where: x .> 0)
  }
  @inline(__always) func slope(_ x: Lanes) -> Lanes { factor.replacing(with: 1, where: x .> 0) }
}

struct SiLU: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { x / .onePlusExp(-x) }
  /// s (1 + x (1 - s)) = s + x s (1 - s)
  @inline(__always) func slope(_ x: Lanes) -> Lanes {
    let s = Lanes.sigmoid(x)
    return (x * s).times(1 - s, plus: s)
  }
}

struct Sigmoid: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .sigmoid(x) }
  @inline(__always) func slope(_ x: Lanes) -> Lanes {
    let s = Lanes.sigmoid(x)
    return s * (1 - s)
  }
}

/// A loop over memory that applies some activation.
protocol ActivationLoop {
  func run(_ activation: some LaneActivation)
}

extension ActivationLoop {
  /// Runs the loop's version for the activation.
  @inline(__always)
  func run(with activation: Activation) {
    switch activation {
    case .identity: run(Identity())
    case .leakyReLU(let slope): run(LeakyReLU(factor: Lanes(repeating: slope)))
    case .silu: run(SiLU())
    case .sigmoid: run(Sigmoid())
    }
  }
}
