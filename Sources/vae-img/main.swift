import CLibrary
import Commands

// As the shell gave them: `CommandLine.arguments` repairs what is not UTF-8, and then names another file.
let words = unsafe UnsafeBufferPointer(
  start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)
).compactMap { word in
  unsafe word.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
}
exit(Program.run(words.dropFirst()).rawValue)
