import TestSupport
import Testing

/// Expects no difference; reports those that there are.
func expectNone(_ differences: Differences, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(
    differences.isEmpty, "\(differences.joined(separator: "; "))", sourceLocation: sourceLocation)
}

func expectClose(
  _ mine: [Float], _ expected: [Float], _ tolerance: Float,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var differences: Differences = []
  differences.compare("numbers", mine, expected, tolerance)
  expectNone(differences, sourceLocation: sourceLocation)
}

/// The golden files whose names start with `prefix`, of the folder beside this file and of the
/// reference folder where there is one.
func kernelGoldenFiles(_ prefix: String) throws -> [String] {
  try goldenFiles(prefix, besides: #filePath)
}
