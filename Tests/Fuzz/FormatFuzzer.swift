import Autoencoder
import Files
import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The entry that libFuzzer calls with ever new bytes, once a format: .ci/fuzz builds it with
/// FUZZ_SAFETENSORS, FUZZ_NPY, FUZZ_JSON, FUZZ_CSV or FUZZ_OPTIONS defined. Whatever comes in, an error or a
/// value must come out.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  #if FUZZ_SAFETENSORS
    safetensors(bytes)
    // With a right checksum, so that what the header says is looked at too.
    safetensors(proven(bytes))
  #elseif FUZZ_NPY
    let array = try? NPY(reading: file(of: bytes))
    if let array { precondition(array.shape.reduce(1, *) == array.values.count) }
  #elseif FUZZ_JSON
    json(bytes)
  #elseif FUZZ_CSV
    for format in [CodeFile.Format.csv, .jsonl] {
      let codes = (try? CodeFile.read(file(of: bytes), format, latents: 2)) ?? []
      precondition(codes.allSatisfy { $0.mean.count == 2 })
    }
  #else
    options(bytes)
  #endif
  return 0
}

/// A file that holds the bytes, and has no name that anybody could know.
private func file(of bytes: [UInt8]) -> String {
  struct Place { static let descriptor = unsafe fileno(tmpfile()) }
  precondition(ftruncate(Place.descriptor, 0) == 0)
  let written = unsafe bytes.withUnsafeBytes {
    unsafe pwrite(Place.descriptor, $0.baseAddress, $0.count, 0)
  }
  precondition(written == bytes.count)
  return "/proc/self/fd/\(Place.descriptor)"
}

#if FUZZ_SAFETENSORS
  private func safetensors(_ bytes: [UInt8]) {
    let path = file(of: bytes)
    _ = try? SafetensorsSalvage(path)
    _ = try? ModelFile.read(path)
    guard let file = try? SafetensorsFile(path) else { return }
    for entry in file.entries {
      precondition(entry.byteCount <= bytes.count)
      try? file.verify(entry.name)
    }
  }

  /// The bytes with the checksum of their header put right, where they are as long as one.
  private func proven(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Safetensors.digits
    guard bytes.count >= digits.upperBound else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(8..<digits.lowerBound, with: Safetensors.opening.utf8)
    let length = (0..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    let most = bytes.count - 8
    let end = 8 + (length >= digits.lowerBound && length <= most ? length : most)
    for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: (end - 8) >> (8 * index)) }
    let checksum = Safetensors.checksum(ofHeader: bytes.span.extracting(0..<end))
    bytes.replaceSubrange(digits, with: checksum.utf8)
    return bytes
  }
#elseif FUZZ_JSON
  private func json(_ bytes: [UInt8]) {
    guard let value = try? JSON(parsing: bytes.span) else { return }
    // What is written is what was read.
    precondition((try? JSON(parsing: value.rendered())) == value)
    precondition((try? JSON(parsing: value.rendered(pretty: true))) == value)
    _ = try? TrainingPlan(value, path: "plan.json")
    _ = try? Architecture(json: value)
  }
#elseif FUZZ_OPTIONS
  private let command = Command(
    "train", "", examples: [], arguments: [TrainOptions.paths], options: TrainOptions.all,
    details: ""
  ) { _, _ in .done }

  /// Words stand apart by spaces.
  private func options(_ bytes: [UInt8]) {
    let words = bytes.split(separator: UInt8(ascii: " ")).map {
      String(decoding: $0, as: UTF8.self)
    }
    do throws(UsageError) {
      _ = try TrainOptions.values(Parser(command).parse(words))
    } catch {
      precondition(!error.description.isEmpty)
    }
  }
#endif
