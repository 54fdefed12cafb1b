/// What the encoder says of one picture.
struct Code {
  let mean: [Float]
  let logVariance: [Float]
  /// What stands for the picture: the mean, or under --stochastic a draw.
  let point: [Float]
}
