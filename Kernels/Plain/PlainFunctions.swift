import CMath
import KernelContract

/// 1 / (1 + exp(-x))
func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// log(1 + exp(x)), without overflow
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// activation(x)
func value(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .identity: x
  case .leakyReLU(let slope): x > 0 ? x : Double(slope) * x
  case .silu: x * sigmoid(x)
  case .sigmoid: sigmoid(x)
  }
}

/// activation'(x)
func slope(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .identity:
    return 1
  case .leakyReLU(let slope):
    return x > 0 ? 1 : Double(slope)
  case .silu:
    let s = sigmoid(x)
    return s * (1 + x * (1 - s))
  case .sigmoid:
    let s = sigmoid(x)
    return s * (1 - s)
  }
}
