import Testing

/// Says which, where there are any.
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
