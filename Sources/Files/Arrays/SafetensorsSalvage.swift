/// What can be told of a file of named arrays that may be damaged: for looking at, never for use.
package struct SafetensorsSalvage: Sendable {
  /// Bytes of the file.
  package let size: Int
  /// What is wrong, in sentences; none where the file is as it was written.
  package let problems: [String]
  package let metadata: [String: String]
  package let arrays: [Array]

  package struct Array: Sendable, Equatable {
    package let entry: Safetensors.Entry
    package let isWhole: Bool
  }

  package init(_ path: String) throws(FileError) {
    let size = try FileFacts(of: path).size
    do throws(SafetensorsError) {
      self.init(size: size, proven: try SafetensorsFile(path))
    } catch .file(let error) {
      throw error
    } catch {
      self.init(size: size, problem: "\(error)", header: try Self.header(path))
    }
  }

  /// A file whose header agrees with its checksum; its arrays may not.
  private init(size: Int, proven file: borrowing SafetensorsFile) {
    self.size = size
    metadata = file.metadata
    var problems: [String] = []
    var arrays: [Array] = []
    for (index, entry) in file.entries.enumerated() {
      let problem = Self.problem(of: index, in: file)
      if let problem { problems.append(problem) }
      arrays.append(Array(entry: entry, isWhole: problem == nil))
    }
    self.problems = problems
    self.arrays = arrays
  }

  private static func problem(
    of index: Int, in file: borrowing SafetensorsFile
  ) -> String? {
    do throws(SafetensorsError) {
      try file.verify(index)
      return nil
    } catch {
      return error.description
    }
  }

  // MARK: - Behind a checksum that disagrees

  private init(size: Int, problem: String, header: JSON) {
    self.size = size
    problems = [problem]
    metadata = Self.metadata(header)
    arrays = Self.arrays(header)
  }

  /// The header as JSON, if it still is JSON.
  private static func header(_ path: String) throws(FileError) -> JSON {
    let file = try OpenFile(reading: path)
    let lengthBytes = try file.bytes(at: 0, count: Safetensors.lengthBytes)
    guard lengthBytes.count == Safetensors.lengthBytes else { return .null }
    let length = lengthBytes.reversed().reduce(0) { sum, byte in min(sum, 1 << 40) << 8 | Int(byte)
    }
    guard length <= Safetensors.longestHeader else { return .null }
    let text = try file.bytes(at: Safetensors.lengthBytes, count: length)
    guard text.count == length else { return .null }
    return (try? JSON(parsing: text.span)) ?? .null
  }

  private static func metadata(_ header: JSON) -> [String: String] {
    var texts: [String: String] = [:]
    for member in header["__metadata__"]?.object ?? [] { texts[member.key] = member.value.string }
    texts["crc32"] = nil
    texts["crc32_tensors"] = nil
    return texts
  }

  private static func arrays(_ header: JSON) -> [Array] {
    (header.object ?? []).compactMap { member in
      Safetensors.Entry(member).map { Array(entry: $0, isWhole: false) }
    }
  }
}
