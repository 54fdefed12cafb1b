import Files
import Testing

@Suite("A picture's label is the folder right below the one that was named")
struct FolderLabelTests {
  @Test(
    "whatever lies between, and however the folder is spelled",
    arguments: [
      ("pets/cats/1.png", ["pets"], "cats"), ("pets/cats/old/1.png", ["pets"], "cats"),
      ("pets/cats/1.png", ["pets/"], "cats"), ("pets//cats/1.png", ["pets//"], "cats"),
      ("cats/1.png", ["."], "cats"), ("/cats/1.png", ["/"], "cats"),
      ("./cats/1.png", ["./"], "cats"), ("../pets/cats/1.png", ["../pets"], "cats"),
      // Right in the folder: its own name.
      ("pets/1.png", ["pets"], "pets"), ("a/cats/1.png", ["a/cats", "a/dogs"], "cats"),
      // Of folders within each other the inner one.
      ("a/b/c/1.png", ["a", "a/b"], "c"), ("a/b/1.png", ["a", "a/b"], "b"),
      // A folder whose name begins like another's; a picture that was named itself.
      ("pets2/cats/1.png", ["pets", "pets2"], "cats"),
      ("pets/cats/1.png", ["pets/cats/1.png"], "cats"),
    ] as [(String, [String], String)])
  func label(path: String, roots: [String], label: String) {
    #expect(FolderLabel.of(path, below: roots) == label)
  }
}
