import Autoencoder
import Files
import Options

/// What a process trains with, to be compared with what the others do: the same bits come of the same alone.
struct Standing {
  let build: ProgramBuild
  /// The command line as it was understood.
  let request: String
  let pictures: DatasetFacts
  /// Why it cannot take part.
  var failure: String?

  init(_ run: TrainingRun, pictures: DatasetFacts) {
    build = run.machine.build
    request = run.request
    self.pictures = pictures
  }

  init(failure: String) {
    build = ProgramBuild(version: "", kernels: "")
    request = ""
    pictures = DatasetFacts(training: 0, heldOut: 0, channels: 0, fingerprint: "")
    self.failure = failure
  }

  var text: String {
    let json: JSON = [
      "program": .string(build.version), "kernels": .string(build.kernels),
      "request": .string(request), "training": .integer(pictures.training),
      "held out": .integer(pictures.heldOut), "channels": .integer(pictures.channels),
      "fingerprint": .string(pictures.fingerprint), "failure": failure.map { .string($0) } ?? .null,
    ]
    return json.rendered()
  }

  init(_ text: String) throws(SharingError) {
    guard let json = try? JSON(parsing: text), let build = ProgramBuild(json),
      let request = json["request"]?.string, let training = json["training"]?.integer,
      let heldOut = json["held out"]?.integer, let channels = json["channels"]?.integer,
      let fingerprint = json["fingerprint"]?.string
    else { throw .unknownOrder }
    self.build = build
    self.request = request
    pictures = DatasetFacts(
      training: training, heldOut: heldOut, channels: channels, fingerprint: fingerprint)
    failure = json["failure"]?.string
  }

  /// Throws the first difference between this, the first's, and that of another.
  func compare(_ other: Standing, of place: RankPlace) throws(SharingError) {
    if let failure = other.failure { throw .failed(place, failure) }
    if other.build != build { throw .differs(place, "\(other.build)", "\(build)") }
    if other.request != request { throw .differs(place, other.request, request) }
    if other.pictures != pictures {
      throw .otherPictures(place, theirs: other.pictures, ours: pictures)
    }
  }
}

extension TrainingRun {
  /// What is asked for, in one spelling.
  fileprivate var request: String {
    let members = [
      JSON.Member("paths", .array(paths.map { .string($0) })), JSON.Member("run", .string(folder)),
      JSON.Member("new", .boolean(startNew)),
      JSON.Member("more", more.map { .string(ValueType.more.text($0)) } ?? .null),
    ]
    return JSON.object(members + TrainingSettings(options).explicitMembers).rendered()
  }
}
