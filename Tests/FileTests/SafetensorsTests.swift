import Files
import Foundation
import TestSupport
import Testing

@Suite("A safetensors file is read as written or refused")
struct SafetensorsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder("model.safetensors")
    var writer = try SafetensorsWriter(
      path, metadata: [("format", "test \"1\""), ("note", "größer")],
      entries: [
        Safetensors.Entry("weights", shape: [2, 3]),
        Safetensors.Entry("step", .int64, shape: [1]),
        Safetensors.Entry("nothing", shape: [0]),
        Safetensors.Entry("exact", .float64, shape: []),
        Safetensors.Entry("bytes", .uint8, shape: [5]),
      ])
    try writer.append(weights.span)
    try writer.append([Int64.max].span)
    try writer.append([Float]().span)
    try writer.append([Double.pi].span)
    try writer.append([UInt8](1...5).span)
    try writer.finish(replacing: false)
  }

  private let weights: [Float] = [1, -0.0, .infinity, .leastNonzeroMagnitude, 3.5, -7]

  private func readWeights(_ path: String) throws -> [Float] {
    let file = try SafetensorsFile(path)
    for entry in file.entries { try file.verify(entry.name) }
    var values = [Float](repeating: .nan, count: 6)
    var span = values.mutableSpan
    try file.read("weights", into: &span)
    return values
  }

  @Test func everyTypeComesBack() throws {
    #expect(try readWeights(path).map(\.bitPattern) == weights.map(\.bitPattern))
    let file = try SafetensorsFile(path)
    #expect(file.metadata == ["format": "test \"1\"", "note": "größer"])
    #expect(file.entries.map(\.name) == ["weights", "step", "nothing", "exact", "bytes"])
    #expect(file.entries[0].shape == [2, 3])
    var step: [Int64] = [0]
    var stepSpan = step.mutableSpan
    try file.read("step", into: &stepSpan)
    #expect(step == [Int64.max])
    var exact: [Double] = [0]
    var exactSpan = exact.mutableSpan
    try file.read("exact", into: &exactSpan)
    #expect(exact == [Double.pi])
  }

  @Test func dataStartsOnACacheLine() throws {
    let bytes = try WholeFile.read(path)
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + header) % 64 == 0)
    #expect(bytes.count == 8 + header + 24 + 8 + 8 + 5)
  }

  @Test func everyFlippedBitIsRefused() throws {
    let bytes = try WholeFile.read(path)
    let damaged = folder("damaged.safetensors")
    try write(bytes, damaged)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: damaged))
    for (offset, byte) in bytes.enumerated() {
      for bit in 0..<8 {
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: [byte ^ 1 << bit])
        #expect(throws: SafetensorsError.self, "bit \(bit) of byte \(offset)") {
          try readWeights(damaged)
        }
      }
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: [byte])
    }
    #expect(try readWeights(damaged).count == weights.count)
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try WholeFile.read(path)
    let short = folder("short.safetensors")
    for count in 0..<bytes.count {
      try write(Array(bytes[..<count]), short)
      let error = #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try readWeights(short)
      }
      if count >= 8, case .truncated = error {
      } else {
        #expect(error == .notSafetensors(path: short), "\(count) bytes")
      }
    }
    try write(bytes + [0], short)
    #expect(throws: SafetensorsError.damaged(path: short, part: "end")) { try readWeights(short) }
  }

  @Test func damageIsNamed() throws {
    var bytes = try WholeFile.read(path)
    bytes[bytes.count - 1] ^= 1
    let damaged = folder("damaged.safetensors")
    try write(bytes, damaged)
    let file = try SafetensorsFile(damaged)
    try file.verify("weights")
    #expect(throws: SafetensorsError.damaged(path: damaged, part: "tensor bytes")) {
      try file.verify("bytes")
    }
  }

  @Test func otherFilesAreRefused() throws {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let foreign = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
    let other = folder("foreign.safetensors")
    for bytes in [foreign + [0, 0, 0, 0], Array("PK\u{3}\u{4} a zip, not a model".utf8)] {
      try write(bytes, other)
      #expect(throws: SafetensorsError.notSafetensors(path: other)) {
        _ = try SafetensorsFile(other)
      }
    }
    #expect(throws: SafetensorsError.self) { _ = try SafetensorsFile(folder("missing")) }
  }

  @Test func wrongRequestsAreRefused() throws {
    let file = try SafetensorsFile(path)
    var values = [Float](repeating: 0, count: 5)
    var span = values.mutableSpan
    #expect(throws: SafetensorsError.wrongShape(path: path, tensor: "weights")) {
      try file.read("weights", into: &span)
    }
    #expect(throws: SafetensorsError.missing(path: path, tensor: "bias")) {
      try file.read("bias", into: &span)
    }
  }

  /// By a program that copies over it instead of replacing it, while it is read.
  @Test("a file overwritten or cut in place meanwhile is damaged, and no signal ends the program")
  func changedInPlace() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder("large.safetensors")
      let count = 1 << 20
      var writer = try SafetensorsWriter(
        path, metadata: [], entries: [Safetensors.Entry("a", shape: [count])])
      try writer.append([Float](repeating: 1, count: count).span)
      try writer.finish(replacing: false)
      var values = [Float](repeating: 0, count: count)
      let size = 4 * count + 4096
      let file = try SafetensorsFile(path)
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try handle.seek(toOffset: UInt64(size / 2))
      try handle.write(contentsOf: [7])
      let damaged = SafetensorsError.damaged(path: path, part: "tensor a")
      var span = values.mutableSpan
      #expect(throws: damaged) { try file.read("a", into: &span) }
      try handle.truncate(atOffset: 100)
      for _ in 0..<2 {
        let error = #expect(throws: SafetensorsError.self) { try file.verify("a") }
        guard case .truncated = error else { exit(2) }
        let reading = #expect(throws: SafetensorsError.self) { try file.read("a", into: &span) }
        guard case .truncated = reading else { exit(3) }
      }
    }
  }

  @Test func anUnfinishedWriterLeavesNothing() throws {
    _ = try SafetensorsWriter(folder("never"), metadata: [], entries: [])
    #expect(folder.names == ["model.safetensors"])
  }

  /// Without the flushing of `WholeFile`, since there are thousands of them.
  private func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
