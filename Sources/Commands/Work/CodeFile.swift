import Files

/// A picture's code under its name.
struct NamedCode {
  let name: String
  let code: Code
}

/// Codes in the files that other programs read.
enum CodeFile {
  enum Format: String {
    case npy, csv, jsonl

    init?(_ path: String) { self.init(rawValue: Path.fileExtension(path)) }
  }

  // MARK: - Writing

  static func bytes(_ codes: [NamedCode], _ format: Format) -> [UInt8] {
    switch format {
    case .npy: npy(codes).bytes
    case .csv: Array(csv(codes).utf8)
    case .jsonl: Array(codes.map { json($0).rendered() + "\n" }.joined().utf8)
    }
  }

  /// Shape (pictures, 2, latents).
  private static func npy(_ codes: [NamedCode]) -> NPY {
    let latents = codes.first?.code.mean.count ?? 0
    return NPY(
      shape: [codes.count, 2, latents], values: codes.flatMap { $0.code.mean + $0.code.logVariance }
    )
  }

  private static func json(_ named: NamedCode) -> JSON {
    [
      "file": .string(named.name), "mean": JSON(named.code.mean),
      "log_variance": JSON(named.code.logVariance),
    ]
  }

  /// RFC 4180, a line of headings first.
  private static func csv(_ codes: [NamedCode]) -> String {
    let latents = codes.first?.code.mean.count ?? 0
    let headings =
      ["file"] + (0..<latents).map { "mean_\($0)" } + (0..<latents).map { "log_variance_\($0)" }
    let rows = codes.map { named in
      let name = "\"\(named.name.replacing("\"", with: "\"\""))\""
      return ([name] + (named.code.mean + named.code.logVariance).map { "\($0)" })
        .joined(separator: ",")
    }
    return ([headings.joined(separator: ",")] + rows).map { $0 + "\r\n" }.joined()
  }

  // MARK: - Reading

  /// The means in a file of codes for a model of so many latents.
  static func read(_ path: String, latents: Int) throws -> [[Float]] {
    guard let format = Format(path) else {
      throw DataError("\(path) does not say its format; its name must end in .npy, .csv or .jsonl")
    }
    let rows: [[Float]]
    switch format {
    case .npy: rows = try self.rows(of: NPY(reading: path), path, latents: latents)
    case .csv: rows = try lines(path).dropFirst().map { fields($0, latents) }
    case .jsonl:
      rows = try lines(path).enumerated().map { try means($1, "line \($0 + 1) of \(path)") }
    }
    if rows.isEmpty { throw DataError("\(path) holds no codes") }
    for (index, row) in rows.enumerated() where row.count != latents || !row.allSatisfy(\.isFinite)
    {
      throw DataError(
        "code \(index + 1) in \(path) is not \(latents) finite numbers, which this model needs")
    }
    return rows
  }

  private static func rows(of array: NPY, _ path: String, latents: Int) throws -> [[Float]] {
    let stride: Int
    switch array.shape {
    case [latents], [array.shape[0], latents]: stride = latents
    case [array.shape[0], 2, latents]: stride = 2 * latents
    default:
      throw DataError(
        "the array in \(path) has the shape \(array.shape), but this model's codes have \(latents) "
          + "numbers: (pictures, \(latents)) or (pictures, 2, \(latents)) is needed")
    }
    return Swift.stride(from: 0, to: array.values.count, by: stride).map {
      Array(array.values[$0..<$0 + latents])
    }
  }

  private static func lines(_ path: String) throws -> [Substring] {
    String(decoding: try WholeFile.read(path), as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// The means of a line as `csv` writes it; the name may hold commas within its quotes.
  private static func fields(_ line: Substring, _ latents: Int) -> [Float] {
    let numbers = line.split(separator: "\"").last ?? line
    return numbers.split(separator: ",").suffix(2 * latents).prefix(latents).compactMap {
      Float($0)
    }
  }

  private static func means(_ line: Substring, _ place: String) throws(DataError) -> [Float] {
    guard let json = try? JSON(parsing: String(line)), let means = json["mean"]?.array else {
      throw DataError("\(place) is no JSON object with a \"mean\", as encode writes them")
    }
    return means.compactMap { $0.number.map(Float.init) }
  }
}
