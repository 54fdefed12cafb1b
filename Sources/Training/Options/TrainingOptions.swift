/// What a user may say about a training; what is left out is chosen for the pictures at hand.
///
/// Every option of `TrainingTable` is a member: `options.batch = 16`, nil where it is not given.
@dynamicMemberLookup
package struct TrainingOptions: Sendable {
  private var values: [String: any Sendable] = [:]
  /// How long the run is to be, said by one of several options.
  package var length: TrainingLength?

  package init() {}

  package subscript<Value>(
    dynamicMember member: KeyPath<TrainingTable, TrainingOption<Value>>
  ) -> Value? {
    get { self[TrainingTable.all[keyPath: member]] }
    set { self[TrainingTable.all[keyPath: member]] = newValue }
  }

  /// The cast cannot fail: the option of that name set the value.
  subscript<Value>(option: TrainingOption<Value>) -> Value? {
    get { values[option.name] as? Value }
    set { values[option.name] = newValue }
  }

  /// Takes over what others say.
  package mutating func merge(_ others: TrainingOptions) {
    values.merge(others.values) { $1 }
    length = others.length ?? length
  }
}
