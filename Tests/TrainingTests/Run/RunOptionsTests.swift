import Autoencoder
import Files
import Foundation
import Testing
import Training

@Suite("What a run may be asked for")
struct RunOptionsTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  @Test("other options are refused by name, and nothing changes")
  func otherOptions() throws {
    try playground.train()
    let before = try playground.tensors()
    var options = Playground.options
    options.learningRate = 0.01
    let error = #expect(throws: PlanError.self) { try playground.train(options) }
    #expect(error?.description.contains("--learning-rate was 0.003, now 0.01") == true)
    #expect(error?.description.contains("finished") == true)
    #expect(error?.description.contains("to continue it") == false)
    #expect(try playground.tensors() == before)
  }

  @Test("a run whose stages do not suit the standard ones goes on without naming them again")
  func unusualSize() throws {
    var options = Playground.options
    (options.size, options.stages) = (TrainingSize(width: 18, height: 18), 1)
    let stop = StopFlag()
    _ = try playground.run(options: options).train(until: stop) { event in
      if case .planned = event { stop.raise() }
    }
    options.stages = nil
    try playground.train(options)
    #expect(try FileFacts.exist(playground.files.finalSamples))
  }

  @Test("a run goes on with its folder under another name, and not with another folder")
  func otherNames() throws {
    try playground.stopAtOnce()
    var run = try playground.run()
    run.paths = [playground.path]
    let error = #expect(throws: PlanError.self) { _ = try run.train(until: StopFlag()) { _ in } }
    #expect(error?.description.contains("the pictures came from") == true)
    run.paths = [Path.join(playground.path, "run/../pictures/")]
    _ = try run.train(until: StopFlag()) { _ in }
    #expect((try? FileFacts(of: playground.files.finalSamples)) != nil)
  }

  @Test("a run whose pictures have changed is refused")
  func otherPictures() throws {
    try playground.stopAtOnce()
    let name = try #require(try Folder.names(in: playground.pictures).first)
    try Folder.removeFile(Path.join(playground.pictures, name))
    let error = #expect(throws: PlanError.self) { try playground.train() }
    #expect(error?.description.contains("60 then, 59 now") == true)
  }

  @Test("a dry run trains nothing and writes nothing")
  func dryRun() throws {
    let told = Told()
    let plan = try playground.run().dryRun { told.hear($0) }
    #expect(plan.goal == .steps(12))
    #expect(told.steps.isEmpty)
    #expect(try !Folder.exists(playground.files.folder))
  }

  @Test("what cannot be trained is said before a picture is read or an old run is kept aside")
  func impossible() throws {
    try playground.train()
    var options = Playground.options
    options.size = TrainingSize(width: 17, height: 16)
    let told = Told()
    #expect(throws: ArchitectureError.self) {
      _ = try playground.run(options: options, startNew: true).train(until: StopFlag()) {
        told.hear($0)
      }
    }
    #expect(try told.events.isEmpty && !Folder.exists(playground.files.folder + ".1"))
  }

  @Test("more memory than there is is never asked for")
  func memory() throws {
    let plan = try playground.run().dryRun { _ in }
    let needed = plan.memory(threads: 2)
    #expect(needed < plan.memory(threads: 3))
    let little = try playground.run(memory: needed - 1)
    #expect(throws: PlanError.tooLittleMemory(needed: needed, there: needed - 1)) {
      _ = try little.train(until: StopFlag()) { _ in }
    }
    #expect(throws: PlanError.tooLittleMemory(needed: needed, there: needed - 1)) {
      _ = try little.dryRun { _ in }
    }
    guard case .finished = try playground.run(memory: needed).train(until: StopFlag(), { _ in })
    else {
      Issue.record("not trained")
      return
    }
  }
}
