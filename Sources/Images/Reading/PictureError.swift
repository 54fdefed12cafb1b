/// Why bytes are not taken as a picture. Each describes itself as what follows "file.png: ".
package enum PictureError: Error, Equatable, CustomStringConvertible {
  case empty
  /// A format that is recognised but not read.
  case otherFormat(String)
  case unknownFormat
  /// A kind of PNG or JPEG that is not read.
  case unsupported(String)
  case tooManyPixels(width: Int, height: Int, limit: Int)
  case truncated(PictureFormat)
  case broken(PictureFormat, String)

  package var description: String {
    switch self {
    case .empty:
      "the file is empty"
    case .otherFormat(let name):
      "its format is \(name); only PNG and JPEG are read, so convert it first"
    case .unknownFormat:
      "it is neither a PNG nor a JPEG file"
    case .unsupported(let kind):
      "it is a \(kind), which is not read; save it as an ordinary 8-bit PNG or JPEG"
    case .tooManyPixels(let width, let height, let limit):
      "it has \(width)x\(height) pixels, more than \(limit); --max-pixels sets the limit"
    case .truncated(let format):
      "the end of the \(format.name) data is missing; --accept-truncated takes what is there"
    case .broken(let format, let message):
      "the \(format.name) data is broken: \(message)"
    }
  }
}
