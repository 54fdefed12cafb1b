import Files
import Foundation
import TestSupport
import Testing

@Suite("numpy's arrays are written and read")
struct NPYTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ bytes: [UInt8]) throws -> NPY {
    try Data(bytes).write(to: URL(fileURLWithPath: folder("a.npy")))
    return try NPY(reading: folder("a.npy"))
  }

  private func file(_ header: String, version: UInt8 = 1, _ data: [UInt8]) -> [UInt8] {
    let length = UInt8(header.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [version, 0, length, 0] + (version == 2 ? [0, 0] : [])
      + Array(header.utf8) + data
  }

  @Test(arguments: [[2, 3], [6], [1, 2, 3], [0, 5], [5, 0], []])
  func roundTrip(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let array = NPY(shape: shape, values: (0..<count).map { Float($0) / 3 - 1 })
    #expect(try read(array.bytes) == array)
  }

  @Test func bytesAreThoseOfNumpy() {
    // numpy.save of numpy.array([[1, -2]], dtype='<f4'), but for the spaces that pad the header.
    let bytes = NPY(shape: [1, 2], values: [1, -2]).bytes
    #expect(bytes.count == 128 + 8 && bytes[127] == 10)
    #expect(Array(bytes[..<10]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    #expect(Array(bytes[128...]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
  }

  @Test func doublesAndVersion2() throws {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n"
    let data: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]
    #expect(try read(file(header, version: 2, data)) == NPY(shape: [2], values: [1, -2]))
  }

  @Test(arguments: [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "numbers of type '>f4'"),
    ("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", "numbers of type '<i8'"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "its numbers in Fortran order"),
  ])
  func otherArraysAreRefusedByName(header: String, what: String) {
    #expect(throws: NPYError.unsupported(path: folder("a.npy"), what: what)) {
      try read(file(header, [UInt8](repeating: 0, count: 8)))
    }
  }

  /// No multiplication of theirs must overflow, in whatever order it is done.
  @Test(arguments: [
    "(4611686018427387904, 4, 0)", "(0, 4611686018427387904, 4)", "(4, 0, 9223372036854775807)",
    "(2147483648, 2147483648, 2147483648)", "(4294967296, 4294967296)", "(1099511627777,)",
  ])
  func hugeShapes(shape: String) {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    #expect(throws: NPYError.truncated(path: folder("a.npy"))) {
      try read(file(header, [UInt8](repeating: 0, count: 8)))
    }
  }

  @Test func damageIsRefused() {
    let huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8), }"
    #expect(throws: NPYError.truncated(path: folder("a.npy"))) {
      try read(file(huge, [UInt8](repeating: 0, count: 8)))
    }
    let bytes = NPY(shape: [2], values: [1, 2]).bytes
    for count in bytes.indices {
      #expect(throws: NPYError.self, "\(count) bytes") { try read(Array(bytes[..<count])) }
    }
    #expect(throws: NPYError.notNPY(path: folder("a.npy"))) {
      try read(Array("not an array at all".utf8))
    }
  }
}
