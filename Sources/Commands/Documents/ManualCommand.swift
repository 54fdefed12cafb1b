/// `vae-img manual`: the manual page in troff.
enum ManualCommand {
  static let command = Command(
    "manual", "print the manual page in troff",
    examples: [
      Example("vae-img manual | man -l -", "read it"),
      Example("vae-img manual > /usr/local/share/man/man1/vae-img.1", "install it"),
    ],
    options: [Common.program()],
    details: "Prints the manual page, made from the same table as the parser and the help screens."
  ) { _, console in
    let page = ManualPage.text(Program.commands, version: Program.version)
    try console.answer(["manual": .string(page)], page)
    return .done
  }
}
