import Files
import TestSupport
import Testing
import Training

@Suite("A run writes its reports as TensorBoard reads them")
struct EventFileTests {
  /// What an Event says, but for its time.
  private struct Event: Equatable {
    var step: [Int]
    var version: [String] = []
    var numbers: [String: Float] = [:]
    var pictures: [String: [UInt8]] = [:]
  }

  private static var options: TrainingOptions {
    var options = Playground.options
    options.tensorboard = true
    return options
  }

  private func events(_ playground: Playground, _ folder: String) throws -> [Event] {
    let path = RunFiles(folder: Path.join(playground.path, folder)).events
    var rest = try WholeFile.read(path)[...]
    var events: [Event] = []
    while !rest.isEmpty {
      let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      let message = try ProtobufReader(Array(rest.dropFirst(12).prefix(length)))
      rest = rest.dropFirst(length + 16)
      var event = Event(step: message.integers(2), version: message.texts(3))
      for value in try message.messages(5).flatMap({ try $0.messages(1) }) {
        let tag = try #require(value.texts(1).first)
        if let image = try value.messages(4).first {
          let bytes = try #require(image.bytes(4).first)
          // As the header of the PNG says: width, height, eight bits, RGB.
          func size(_ start: Int) -> Int {
            bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
          }
          #expect(image.integers(2) == [size(16)] && image.integers(1) == [size(20)])
          #expect(image.integers(3) == [3] && bytes[24..<26] == [8, 2])
          event.pictures[tag] = bytes
        } else {
          event.numbers[tag] = value.floats(2).first
        }
      }
      events.append(event)
    }
    return events
  }

  /// But for what the clock says.
  private func withoutTime(_ events: [Event]) -> [Event] {
    events.map { event in
      var event = event
      for name in ["seconds", "images_per_second"] { event.numbers[name] = nil }
      return event
    }
  }

  @Test("the numbers of metrics.jsonl and the pictures of the run folder")
  func same() throws {
    let playground = try Playground()
    try playground.train(Self.options)
    let events = try events(playground, "run")
    #expect(events.first == Event(step: [0], version: ["brain.Event:2"]))
    let lines = try playground.metrics()
    let told = events.filter { !$0.numbers.isEmpty }
    #expect(told.map(\.step) == lines.map { [$0["step"]?.integer ?? -1] } && lines.count > 1)
    for (event, line) in zip(told, lines) {
      let wanted = (line.object ?? []).compactMap { member in
        member.key == "step" ? nil : member.value.number.map { (member.key, Float($0)) }
      }
      #expect(withoutTime([event])[0].numbers == Dictionary(uniqueKeysWithValues: wanted))
    }
    let drawn = events.filter { !$0.pictures.isEmpty }
    #expect(drawn.last?.step == [12])
    for event in drawn {
      let step = event.step[0]
      #expect(
        event.pictures == [
          "samples": try WholeFile.read(playground.files.samples(step: step)),
          "reconstructions": try WholeFile.read(playground.files.reconstructions(step: step)),
        ])
    }
  }

  @Test("killed and continued, each event is there once", arguments: [[2], [7, 12], [1, 5, 11]])
  func continued(_ kills: [Int]) throws {
    struct Kill: Error {}
    let playground = try Playground()
    try playground.train(Self.options)
    for step in kills {
      #expect(throws: Kill.self) {
        try playground.run("parts", options: Self.options).train(until: StopFlag()) { event in
          if case .progress(let progress) = event, progress.step == step { throw Kill() }
        }
      }
    }
    // A record that a crash cut off.
    let path = RunFiles(folder: Path.join(playground.path, "parts")).events
    try WholeFile.write(try (WholeFile.read(path) + [30, 0, 0]).span, to: path, replacing: true)
    _ = try playground.run("parts", options: Self.options).train(until: StopFlag()) { _ in }
    func numbers(_ folder: String) throws -> [Event] {
      withoutTime(try events(playground, folder)).filter { $0.pictures.isEmpty }
    }
    #expect(try numbers("parts") == numbers("run"))
    // Which pictures are drawn the clock decides.
    let drawn = try events(playground, "parts").filter { !$0.pictures.isEmpty }.map { $0.step[0] }
    #expect(drawn == Set(drawn).sorted() && drawn.last == 12)
  }

  @Test("without the option there is no such file")
  func none() throws {
    let playground = try Playground()
    try playground.train()
    #expect(try !FileFacts.exist(playground.files.events))
  }
}
