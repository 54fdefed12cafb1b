import KernelContract

/// Of the random numbers of one key from those that every machine draws: the bits of 1000 numbers
/// of each kind, folded into one number (FNV-1a over their words).
func differencesOfRandomBits(_ kernels: some RandomKernels) -> Differences {
  let key = RandomKey(seed: 0x0123_4567_89ab_cdef, stream: 3, step: 5, image: 7)
  var uniform = [Float](repeating: .nan, count: 1000)
  var normal = uniform
  var uniformSpan = uniform.mutableSpan
  var normalSpan = normal.mutableSpan
  kernels.uniform(key, into: &uniformSpan)
  kernels.normal(key, into: &normalSpan)
  var differences: Differences = []
  for (name, found, expected) in [
    ("uniform", folded(uniform), 3_944_486_273_538_350_829),
    ("normal", folded(normal), 3_178_653_765_112_752_952),
  ] where found != expected {
    differences.append("\(name) numbers' bits fold to \(found) instead of \(expected)")
  }
  return differences
}

private func folded(_ numbers: [Float]) -> UInt64 {
  numbers.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x0000_0100_0000_01b3 }
}
