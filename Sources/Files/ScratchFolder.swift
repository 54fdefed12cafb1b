import CLibrary

/// A folder of this process alone among the system's temporary ones, gone with its owner: for what is
/// not to be kept. Its files are to be gone before.
package struct ScratchFolder: ~Copyable, Sendable {
  package let path: String

  package init() throws(FileError) {
    let variable = unsafe getenv("TMPDIR")
    let named = unsafe variable.map { unsafe String(cString: $0) } ?? ""
    let parent = named.isEmpty ? "/tmp" : named
    var template = Array(Path.join(parent, "vae-img-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw .system(path: parent, action: "make a folder in", code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { unsafe rmdir(path) }
}
