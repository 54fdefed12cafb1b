import Files
import Images
import TestSupport
import Testing

@Suite("names of files are taken as they are")
struct NameTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("a name that stands is not overwritten unless told so, and is looked at before the work")
  func overwriting() throws {
    let path = try run.fresh("a.png")
    try WholeFile.write(Array("mine".utf8).span, to: path, replacing: false)
    let refused = try run.use("sample", "-n", "1", path)
    #expect(refused.code == 74 && refused.messages.contains("already exists"))
    #expect(try WholeFile.read(path) == Array("mine".utf8))
    #expect(try run.use("sample", "-n", "1", path, "--force").code == 0)
    #expect(try Picture(reading: path).width == 20)
  }

  @Test("names with spaces and letters of any language work")
  func names() throws {
    let folder = try run.fresh("Fotos von früher 写真")
    try Folder.make(folder)
    let photo = "\(folder)/Oma & Opa's 'Bild'.png"
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    try WholeFile.write(face.span, to: photo, replacing: false)
    let out = "\(folder)/-n 5.png"
    #expect(try run(["reconstruct", photo, "--run", "run", "-o", out]).code == 0)
    #expect(try Picture(reading: out).width == 20)
  }
}
