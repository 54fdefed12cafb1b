import KernelContract

/// A function of one number, as the loops over memory take it: specialised for each, so that no
/// choice is left inside a loop.
protocol LaneFunction {
  func value(_ x: Lanes) -> Lanes
}

/// An activation and its derivative.
protocol LaneActivation: LaneFunction {
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

struct ReLU: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { x.atLeast(0) }
  @inline(__always) func slope(_ x: Lanes) -> Lanes { Lanes.zero.replacing(with: 1, where: x .> 0) }
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

struct Tanh: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .tanh(x) }
  @inline(__always) func slope(_ x: Lanes) -> Lanes {
    let t = Lanes.tanh(x)
    return 1 - t * t
  }
}

struct Softplus: LaneActivation {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .softplus(x) }
  @inline(__always) func slope(_ x: Lanes) -> Lanes { .sigmoid(x) }
}

struct Exp: LaneFunction {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .exp(x) }
}

struct Log: LaneFunction {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .log(x) }
}

struct Log1p: LaneFunction {
  @inline(__always) func value(_ x: Lanes) -> Lanes { .log1p(x) }
}

/// A loop over memory that some activation is part of.
protocol ActivationLoop {
  func run(_ activation: some LaneActivation)
}

extension ActivationLoop {
  /// Runs the loop's version for the activation.
  @inline(__always)
  func run(with activation: Activation) {
    switch activation {
    case .identity: run(Identity())
    case .relu: run(ReLU())
    case .leakyReLU(let slope): run(LeakyReLU(factor: Lanes(repeating: slope)))
    case .silu: run(SiLU())
    case .sigmoid: run(Sigmoid())
    case .tanh: run(Tanh())
    case .softplus: run(Softplus())
    }
  }
}
