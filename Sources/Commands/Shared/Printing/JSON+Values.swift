import Files

extension JSON {
  init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }
  init(_ values: [Double]) { self = .array(values.map { .number($0) }) }
  init(_ values: [Float]) { self = .array(values.map { .number(Double($0)) }) }
  init(_ text: String?) { self = text.map { .string($0) } ?? .null }
  init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
}
