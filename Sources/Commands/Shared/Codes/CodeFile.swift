import Files

/// The numbers of a picture's code, part by part, under its name.
struct NamedCode {
  let name: String
  /// "mean" and "log_variance", or of a code that was drawn "code" alone.
  let parts: [(label: String, numbers: [Float])]

  init(_ name: String, _ code: Code, isDrawn: Bool) {
    self.name = name
    parts =
      isDrawn
      ? [("code", code.point)] : [("mean", code.mean), ("log_variance", code.logVariance)]
  }

  var numbers: [Float] { parts.flatMap(\.numbers) }
}

/// A code as a file holds it: a Gaussian, or where nothing is said of its variance a point.
package struct Gaussian {
  package let mean: [Float]
  package let logVariance: [Float]?
}

/// Codes in the files that other programs read.
package enum CodeFile {
  package enum Format: String, Sendable {
    case npy, csv, jsonl

    init(_ path: String) throws(UsageError) {
      guard let format = Format(rawValue: Path.fileExtension(path)) else {
        throw .rule("\(path) must end in .npy, .csv or .jsonl")
      }
      self = format
    }
  }

  // MARK: - Writing

  static func bytes(_ codes: [NamedCode], _ format: Format) -> [UInt8] {
    switch format {
    case .npy: npy(codes).bytes
    case .csv: Array(csv(codes).utf8)
    case .jsonl: Array(codes.map { json($0).rendered() + "\n" }.joined().utf8)
    }
  }

  /// Shape (pictures, 2, latents), or of codes that were drawn (pictures, latents).
  private static func npy(_ codes: [NamedCode]) -> NPY {
    let parts = codes.first?.parts ?? []
    let latents = parts.first?.numbers.count ?? 0
    return NPY(
      shape: [codes.count] + (parts.count > 1 ? [parts.count] : []) + [latents],
      values: codes.flatMap(\.numbers))
  }

  private static func json(_ named: NamedCode) -> JSON {
    .object(
      [JSON.Member("file", .string(named.name))]
        + named.parts.map { JSON.Member($0.label, JSON($0.numbers)) })
  }

  /// RFC 4180, a line of headings first, and no row on more lines than one.
  private static func csv(_ codes: [NamedCode]) -> String {
    let headings = (codes.first?.parts ?? []).flatMap { part in
      part.numbers.indices.map { "\(part.label)_\($0)" }
    }
    let rows = codes.map { named in
      ["\"\(named.name.printable.replacing("\"", with: "\"\""))\""] + named.numbers.map { "\($0)" }
    }
    return ([["file"] + headings] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  // MARK: - Reading

  /// The codes in a file, for a model of so many latents.
  package static func read(_ path: String, _ format: Format, latents: Int) throws -> [Gaussian] {
    let rows: [[Float]]
    switch format {
    case .npy: rows = try self.rows(of: NPY(reading: path), path, latents: latents)
    case .csv:
      let all = try lines(path).map { cells($0.text) }
      let codes = areHeadings(all.first ?? []) ? all.dropFirst() : all[...]
      rows = codes.map { $0.map { Float($0) ?? .nan } }
    case .jsonl:
      rows = try lines(path).map { try numbers($0.text, "line \($0.number) of \(path)") }
    }
    if rows.isEmpty { throw DataError("\(path) holds no codes") }
    return try rows.enumerated().map { index, row in
      guard [latents, 2 * latents].contains(row.count), row.allSatisfy(\.isFinite) else {
        throw DataError(
          "code \(index + 1) in \(path) is not \(latents) finite numbers, or as many means and "
            + "log-variances, which this model needs")
      }
      let logVariance = row.count > latents ? Array(row[latents...]) : nil
      return Gaussian(mean: Array(row[..<latents]), logVariance: logVariance)
    }
  }

  private static func rows(of array: NPY, _ path: String, latents: Int) throws -> [[Float]] {
    let size: Int
    switch array.shape.count {
    case 1 where array.shape == [latents], 2 where array.shape[1] == latents: size = latents
    case 3 where array.shape.dropFirst() == [2, latents]: size = 2 * latents
    default:
      throw DataError(
        "the array in \(path) has the shape \(array.shape), but this model's codes have \(latents) "
          + "numbers: (pictures, \(latents)) or (pictures, 2, \(latents)) is needed")
    }
    return stride(from: 0, to: array.values.count, by: size).map {
      Array(array.values[$0..<$0 + size])
    }
  }

  /// The lines that are not empty, whichever system ended them, without a byte order mark. Other
  /// separators of lines that Unicode knows may stand within a file's name. The first is number 1.
  private static func lines(_ path: String) throws -> [(number: Int, text: Substring)] {
    let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
    let start =
      text.unicodeScalars.first == "\u{FEFF}"
      ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    let all = Substring(start).split(omittingEmptySubsequences: false) {
      ["\n", "\r", "\r\n"].contains($0)
    }
    return all.enumerated().filter { !$1.isEmpty }.map { ($0 + 1, $1) }
  }

  /// What follows in a line as `csv` writes it after the name, which may hold commas within its quotes.
  private static func cells(_ line: Substring) -> ArraySlice<Substring> {
    let quote = line.lastIndex(of: "\"").map { line.index(after: $0) } ?? line.startIndex
    return line[quote...].split(separator: ",", omittingEmptySubsequences: false).dropFirst()
  }

  /// Whether the first line names its columns: in words, or as pandas does by their numbers from 0 on.
  private static func areHeadings(_ cells: ArraySlice<Substring>) -> Bool {
    cells.allSatisfy { Float($0) == nil }
      || cells.enumerated().allSatisfy { number, cell in cell == "\(number)" }
  }

  private static func numbers(_ line: Substring, _ place: String) throws(DataError) -> [Float] {
    guard let json = try? JSON(parsing: String(line)),
      let code = (json["code"] ?? json["mean"])?.array
    else {
      throw DataError(
        "\(place) is no JSON object with a \"mean\" or \"code\", as encode writes them")
    }
    return (code + (json["log_variance"]?.array ?? [])).map { Float($0.number ?? .nan) }
  }
}
