/// Data or a model that cannot be used, in a sentence that says why and what to do.
struct DataError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
