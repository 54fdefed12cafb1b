import Files

/// The lines of a run's metrics.jsonl without what the clock says.
package func metricsWithoutTime(_ path: String) throws -> [JSON] {
  let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
  return try text.split(separator: "\n").map { line in
    let members = try JSON(parsing: String(line)).object ?? []
    return .object(members.filter { $0.key != "seconds" && $0.key != "images_per_second" })
  }
}
