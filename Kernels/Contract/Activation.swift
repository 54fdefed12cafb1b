/// An elementwise function between layers.
package enum Activation: Sendable, Hashable {
  case identity
  /// max(x, 0)
  case relu
  /// x for x > 0, slope x otherwise
  case leakyReLU(slope: Float)
  /// x sigmoid(x)
  case silu
  /// 1 / (1 + exp(-x))
  case sigmoid
  case tanh
  /// log(1 + exp(x))
  case softplus
}
