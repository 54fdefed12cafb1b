import Foundation

/// A safetensors file of float32 arrays as Python writes them, for tests: the whole file in memory.
package struct GoldenFile: Sendable {
  package struct Array: Sendable {
    package let shape: [Int]
    package let values: [Float]
  }

  package let name: String
  package let arrays: [String: Array]
  /// JSON values by name.
  package let metadata: [String: String]

  package enum Malformed: Error {
    case file(String)
  }

  package init(_ path: String) throws {
    name = URL(fileURLWithPath: path).lastPathComponent
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length))
    guard var entries = header as? [String: [String: Any]] else { throw Malformed.file(path) }
    metadata = entries.removeValue(forKey: "__metadata__") as? [String: String] ?? [:]
    let body = Swift.Array(data.dropFirst(8 + length))
    arrays = try entries.mapValues { entry in
      guard let shape = entry["shape"] as? [Int], let place = entry["data_offsets"] as? [Int],
        entry["dtype"] as? String == "F32"
      else { throw Malformed.file(path) }
      let values = stride(from: place[0], to: place[1], by: 4).map { i in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(body[i + $1]) << UInt32(8 * $1) })
      }
      return Array(shape: shape, values: values)
    }
  }

  /// The array `name`, which the file must have.
  package func array(_ name: String) throws -> Array {
    guard let array = arrays[name] else { throw Malformed.file("\(self.name): \(name)") }
    return array
  }

  /// The whole number `name` of the metadata; `otherwise` where there is none.
  package func integer(_ name: String, otherwise: Int) -> Int {
    metadata[name].flatMap { Int($0) } ?? otherwise
  }
}

/// The golden files whose names start with `prefix`: of the tests' own folder beside the test file, and of
/// the reference folder where there is one.
package func goldenFiles(_ prefix: String, besides testFile: String = #filePath) throws -> [String]
{
  let own = URL(fileURLWithPath: testFile).deletingLastPathComponent()
    .appendingPathComponent("Golden").path
  let folders = [own] + (referenceFolder.map { [$0 + "/golden"] } ?? [])
  return try folders.flatMap { folder in
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".safetensors") }.map { folder + "/" + $0 }
  }
}
