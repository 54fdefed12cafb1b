/// Why bytes are not taken as a picture. Each describes itself as what follows "file.png: ".
package enum PictureError: Error, Equatable, CustomStringConvertible {
  case empty
  /// A format that is recognised but not read.
  case otherFormat(String)
  case unknownFormat
  /// A format whose library the system does not have.
  case withoutLibrary(PictureFormat)
  /// A kind of PNG, JPEG or WebP that is not read.
  case unsupported(String)
  case tooManyPixels(width: Int, height: Int, limit: Int)
  case truncated(PictureFormat)
  case broken(PictureFormat, String)

  package var description: String {
    switch self {
    case .empty:
      "the file is empty"
    case .otherFormat(let name):
      "its format is \(name); only PNG, JPEG and WebP are read, so convert it first"
    case .unknownFormat:
      "it is no PNG, JPEG or WebP file"
    case .withoutLibrary(let format):
      "it is a \(format.name) file, and there is no lib\(format.name.lowercased()) on this machine: "
        + "install that, or convert it first"
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
