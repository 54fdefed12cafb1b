import KernelContract

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// 1 / (1 + exp(-x))
func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// log(1 + exp(x)), without overflow
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// activation(x)
func value(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .identity: x
  case .relu: x < 0 ? 0 : x
  case .leakyReLU(let slope): x > 0 ? x : Double(slope) * x
  case .silu: x * sigmoid(x)
  case .sigmoid: sigmoid(x)
  case .tanh: tanh(x)
  case .softplus: softplus(x)
  }
}

/// activation'(x)
func slope(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .identity:
    return 1
  case .relu:
    return x > 0 ? 1 : 0
  case .leakyReLU(let slope):
    return x > 0 ? 1 : Double(slope)
  case .silu:
    let s = sigmoid(x)
    return s * (1 + x * (1 - s))
  case .sigmoid:
    let s = sigmoid(x)
    return s * (1 - s)
  case .tanh:
    let t = tanh(x)
    return 1 - t * t
  case .softplus:
    return sigmoid(x)
  }
}

extension PlainKernels: ElementaryKernels {
  package func map(
    _ function: ElementaryFunction, _ x: Span<Float>, into y: inout MutableSpan<Float>
  ) {
    checkSameCount(x.count, y.count)
    for i in x.indices {
      let x = Double(x[i])
      let value =
        switch function {
        case .exp: exp(x)
        case .log: log(x)
        case .log1p: log1p(x)
        case .sigmoid: sigmoid(x)
        case .tanh: tanh(x)
        case .softplus: softplus(x)
        }
      y[i] = Float(value)
    }
  }
}
