#if MPI
  import Autoencoder
  import CLibrary
  import CMPI
  import Tensors
  import Threads

  /// The exchange over MPI.
  ///
  /// What is waited for is looked at again and again rather than blocked on: MPI moves bytes only while it is called, and
  /// so the one that does not answer can be named.
  final class MPIExchange: ClusterMember {
    let rank: Int
    private(set) var hosts: [String]
    private(set) var sharersOfProcessors = 1
    private let pulse: Pulse
    /// When this one last had to do with the others.
    private var lastSwap = Clock.now()

    private enum Tag {
      static let parcel: Int32 = 0
      static let pulse: Int32 = 1
      static let stop: Int32 = 2
    }

    /// How long one may be silent, in seconds; longer if this one needed long itself for what both were at: then so many
    /// times as long.
    private static let patience = 30.0
    private static let slowness = 4.0
    /// More bytes go in several messages, of which each is a sign of life; MPI counts them in 32 bits.
    private static let largestMessage = 1 << 24

    init(_ launch: Launch) throws {
      var (rank, ranks): (Int32, Int32) = (0, 0)
      let code = unsafe cmpi_join(&rank, &ranks)
      guard code == 0 else { throw ClusterError.cannotJoin(MPIExchange.words(code)) }
      self.rank = Int(rank)
      hosts = Array(repeating: "", count: Int(ranks))
      pulse = try Pulse(to: (0..<ranks).filter { $0 != rank }, tag: Tag.pulse)
      guard ranks > 1 else {
        leave()
        throw ClusterError.alone(launch, ranks: Int(ranks))
      }
      let own = unsafe MPIExchange.text { unsafe cmpi_host($0) }
      hosts = try gather(text: own)
      let processors = try gather(text: "\(own) \(Processors.allowedList ?? "")")
      sharersOfProcessors = processors.count { $0 == processors[self.rank] }
    }

    func leave() {
      pulse.stop()
      cmpi_leave()
    }

    func abort(code: Int32) { cmpi_abort(code) }

    // MARK: - Parcels

    func swap(_ out: [Parcel], for back: [Parcel]) throws {
      let limit = max(
        MPIExchange.patience, MPIExchange.slowness * (Clock.now() - lastSwap))
      let messages =
        back.flatMap { Message.all(of: $0, isSent: false) }
        + out.flatMap { Message.all(of: $0, isSent: true) }
      guard let transfers = unsafe cmpi_transfers(Int32(messages.count)) else {
        throw ClusterError.cannotJoin("out of memory")
      }
      defer { unsafe free(transfers) }
      for (index, message) in messages.enumerated() {
        let (count, other) = (Int32(message.bytes.count), Int32(message.rank))
        let bytes = unsafe message.bytes.pointer
        try check(
          message.isSent
            ? unsafe cmpi_send(transfers, Int32(index), bytes, count, other, Tag.parcel)
            : unsafe cmpi_receive(transfers, Int32(index), bytes, count, other, Tag.parcel),
          message.rank)
      }
      try wait(messages.map { $0.rank }, limit: limit) { index in
        var isDone: Int32 = 0
        try check(unsafe cmpi_test(transfers, Int32(index), &isDone), messages[index].rank)
        return isDone != 0
      }
      lastSwap = Clock.now()
    }

    private struct Message {
      let rank: Int
      let bytes: SharedBytes
      let isSent: Bool

      static func all(of parcel: Parcel, isSent: Bool) -> [Message] {
        let count = parcel.bytes.count
        return stride(from: 0, to: count, by: MPIExchange.largestMessage).map { start in
          let range = start..<min(start + MPIExchange.largestMessage, count)
          return Message(rank: parcel.rank, bytes: parcel.bytes[range], isSent: isSent)
        }
      }
    }

    /// Returns when all is done with these ranks; throws where one has been silent for longer than `limit`.
    private func wait(
      _ ranks: [Int], limit: Double, isDone: (_ index: Int) throws -> Bool
    ) throws {
      var pending = Array(ranks.indices)
      var silence = [Double](repeating: 0, count: self.ranks)
      var look = Clock.now()
      var naps = Naps()
      while true {
        try pending.removeAll { index in
          guard try isDone(index) else { return false }
          silence[ranks[index]] = 0
          return true
        }
        if pending.isEmpty { return }
        naps.next()
        let now = Clock.now()
        guard now - look > 0.05 else { continue }
        // Who was stopped itself must not hold that against others.
        let passed = min(now - look, 1)
        look = now
        for rank in silence.indices { silence[rank] += passed }
        while let rank = try signal(Tag.pulse) { silence[rank] = 0 }
        let silent = Set(pending.map { ranks[$0] }).filter { silence[$0] > limit }.sorted()
        if !silent.isEmpty {
          throw ClusterError.silent(silent.map(place), seconds: Int(limit))
        }
      }
    }

    // MARK: - Signals

    func whileBusy<Result>(_ body: () throws -> Result) throws -> Result {
      pulse.isBeating = true
      defer {
        pulse.isBeating = false
        lastSwap = Clock.now()
      }
      return try body()
    }

    func askForStop() throws { try check(cmpi_signal(0, Tag.stop), 0) }

    func isAskedForStop() throws -> Bool { try signal(Tag.stop) != nil }

    /// Takes a signal that has come, and returns whose.
    private func signal(_ tag: Int32) throws -> Int? {
      var rank: Int32 = -1
      try check(unsafe cmpi_take_signal(tag, &rank), self.rank)
      return rank < 0 ? nil : Int(rank)
    }

    // MARK: - Words

    private func check(_ code: Int32, _ rank: Int) throws(ClusterError) {
      guard code == 0 else { throw .transfer(with: place(rank), MPIExchange.words(code)) }
    }

    private static func words(_ code: Int32) -> String {
      unsafe text { unsafe cmpi_text(code, $0) }
    }

    private static func text(_ fill: (UnsafeMutablePointer<CChar>) -> Int32) -> String {
      let room = UnsafeMutablePointer<CChar>.allocate(capacity: Int(cmpi_room))
      defer { unsafe room.deallocate() }
      return unsafe fill(room) == 0 ? String(cString: room) : ""
    }
  }
#endif
