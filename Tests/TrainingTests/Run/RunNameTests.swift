import Files
import Foundation
import TestSupport
import Testing
import Training

@Suite("A run that nobody named is named after the folder of its pictures")
struct RunNameTests {
  @Test(
    "whatever the folder is called",
    arguments: [
      ("cats", "cats-vae"), ("./cats/", "cats-vae"), ("a/b/cats", "cats-vae"),
      ("/", "pictures-vae"),
      ("my cats", "my-cats-vae"), ("-cats", "cats-vae"), (".cats", "cats-vae"),
      ("...", "pictures-vae"),
      ("a\u{1B}[31mb\nc", "a-31mb-c-vae"), ("--force", "force-vae"), ("$(rm -r)", "rm--r-vae"),
      ("größte 写真", "größte-写真-vae"), ("u\u{308}", "u\u{308}-vae"), ("a\u{202E}b", "a-b-vae"),
      ("cats.v2", "cats.v2-vae"), ("🐱", "pictures-vae"),
    ])
  func names(folder: String, name: String) throws {
    // Of folders that are there: of a file, its folder counts.
    let place = try TemporaryFolder()
    let path = folder == "/" ? folder : place(folder)
    try Folder.make(path)
    let found = RunName.standard(for: [path])
    #expect(Path.same(found, name), "\(found)")
  }

  @Test("of a long name as much as leaves room, whole characters")
  func long() throws {
    let place = try TemporaryFolder()
    let folder = place(String(repeating: "ü", count: 120))
    try Folder.make(folder)
    #expect(RunName.standard(for: [folder]) == String(repeating: "ü", count: 50) + "-vae")
  }

  @Test("of folders that have no name of their own, and of pictures, where they are")
  func elsewhere() throws {
    let place = try TemporaryFolder()
    for name in ["cats", "cats/small", "dogs"] { try Folder.make(place(name)) }
    try WholeFile.write("", to: place("dogs/a.png"), replacing: false)
    #expect(RunName.standard(for: [place("cats/.")]) == "cats-vae")
    #expect(RunName.standard(for: [place("cats/small/..")]) == "cats-vae")
    #expect(RunName.standard(for: [place("dogs/a.png"), place("dogs/b.png")]) == "dogs-vae")
    #expect(RunName.standard(for: [place("cats"), place("dogs")]) == "cats-dogs-vae")
    #expect(RunName.standard(for: []) == "pictures-vae")
  }
}
