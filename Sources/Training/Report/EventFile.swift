import CLibrary
import Files
import Images

/// A run's reports as TensorBoard reads them: records that are Events, of which each begins with the time and
/// the step, so that what comes after a checkpoint can be told and cut off.
///
///     Event      1 wall_time   2 step   3 file_version, of the first   5 summary
///     Summary    1 value, repeated
///     Value      1 tag   2 simple_value   4 image
///     Image      1 height   2 width   3 colorspace, the number of channels   4 encoded_image_string
struct EventFile: ~Copyable {
  private var file: RecordFile

  /// Opens the file and cuts off the events after step `step`, which will be made again.
  init(_ path: String, upTo step: Int) throws(FileError) {
    var file = try RecordFile(path) { record in
      EventFile.step(of: record).map { $0 <= step } ?? false
    }
    if file.isEmpty { try file.append(EventFile.event(step: 0) { $0.put(3, "brain.Event:2") }) }
    self.file = file
  }

  /// Every number of the report, under its name in metrics.jsonl.
  mutating func append(_ report: Report) throws(FileError) {
    let summary = ProtobufMessage { summary in
      for member in report.json.object ?? [] {
        guard member.key != "step", let number = member.value.number else { continue }
        summary.put(
          1,
          ProtobufMessage {
            $0.put(1, member.key)
            $0.put(2, Float(number))
          })
      }
    }
    try file.append(EventFile.event(step: report.step) { $0.put(5, summary) })
  }

  /// Pictures under their names.
  mutating func append(_ pictures: KeyValuePairs<String, Picture>, step: Int) throws {
    let images = try pictures.map { tag, picture in
      let bytes = try PNGEncoder.encode(picture)
      let image = ProtobufMessage {
        $0.put(1, picture.height)
        $0.put(2, picture.width)
        $0.put(3, picture.channels)
        $0.put(4, bytes.span)
      }
      return ProtobufMessage {
        $0.put(1, tag)
        $0.put(4, image)
      }
    }
    let summary = ProtobufMessage { for image in images { $0.put(1, image) } }
    try file.append(EventFile.event(step: step) { $0.put(5, summary) })
  }

  /// An Event of now.
  private static func event(step: Int, _ fill: (inout ProtobufMessage) -> Void) -> [UInt8] {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return ProtobufMessage {
      $0.put(1, Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
      $0.put(2, step)
      fill(&$0)
    }.bytes
  }

  /// The step of an Event as they are written here; nil where it is none.
  private static func step(of record: ArraySlice<UInt8>) -> Int? {
    let (timeKey, stepKey): (UInt8, UInt8) = (1 << 3 | 1, 2 << 3 | 0)
    guard record.first == timeKey, record.dropFirst(9).first == stepKey else { return nil }
    var step = 0
    for (place, byte) in record.dropFirst(10).prefix(8).enumerated() {
      step |= Int(byte & 0x7F) << (7 * place)
      if byte & 0x80 == 0 { return step }
    }
    return nil
  }
}
