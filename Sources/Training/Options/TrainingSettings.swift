import Files

/// What holds for a training: what was given, and for the rest what suits it and the pictures.
///
/// Every option of `TrainingTable` is a member: `settings.batch`.
@dynamicMemberLookup
package struct TrainingSettings: Sendable, Equatable {
  package let options: TrainingOptions
  /// Nil before the pictures are looked at.
  let facts: DatasetFacts?
  /// How many processes begin the run.
  let ranks: Int

  package init(_ options: TrainingOptions, _ facts: DatasetFacts? = nil, ranks: Int = 1) {
    self.options = options
    self.facts = facts
    self.ranks = ranks
  }

  package subscript<Value>(
    dynamicMember member: KeyPath<TrainingTable, TrainingOption<Value>>
  ) -> Value { self[TrainingTable.all[keyPath: member]] }

  subscript<Value>(option: TrainingOption<Value>) -> Value {
    let value = options[option] ?? option.standard(self)
    return facts.map { option.fitted(value, $0) } ?? value
  }

  package var length: TrainingLength { options.length ?? .steps(standardSteps) }

  /// What was given, as plan.json holds it.
  package var explicitMembers: [JSON.Member] {
    TrainingTable.all.entries.compactMap { entry in
      entry.given(in: self).map { JSON.Member(entry.name, $0) }
    }
  }

  /// The same with every option given.
  var completed: TrainingSettings {
    var options = options
    for entry in TrainingTable.all.entries { entry.complete(&options, by: self) }
    return TrainingSettings(options, facts, ranks: ranks)
  }

  /// Throws where an option that was given is out of range, or has no meaning beside the others.
  func check() throws(PlanError) {
    for entry in TrainingTable.all.entries { try entry.check(self) }
  }

  /// Throws the name of the option that is missing or wrong.
  init(_ json: JSON, _ facts: DatasetFacts) throws(MissingOption) {
    var options = TrainingOptions()
    for entry in TrainingTable.all.entries {
      guard let value = json[entry.name] ?? entry.formerly.flatMap({ json[$0] }) else {
        if entry.isNewerThanPlans {
          entry.readOlderPlan(into: &options)
          continue
        }
        throw MissingOption(name: entry.name)
      }
      guard entry.read(value, into: &options) else { throw MissingOption(name: entry.name) }
    }
    if options.length == nil { throw MissingOption(name: "steps") }
    self.init(options, facts)
  }

  /// An option that plan.json does not say, or says wrong.
  struct MissingOption: Error { let name: String }

  package static func == (a: TrainingSettings, b: TrainingSettings) -> Bool {
    a.facts == b.facts && a.explicitMembers == b.explicitMembers
  }
}
