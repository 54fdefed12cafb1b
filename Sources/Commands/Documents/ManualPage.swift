/// The manual page in troff, from the table of options: `vae-img manual | man -l -`.
enum ManualPage {
  static func text(_ commands: [Command], version: String) -> String {
    var page = """
      .TH VAE-IMG 1 "" "vae-img \(version)" "User Commands"
      .SH NAME
      vae-img \\- learn a folder of pictures on a plain computer, and draw new ones
      .SH SYNOPSIS
      .B vae-img
      .I COMMAND
      [options] [arguments]
      .SH DESCRIPTION
      vae-img trains a convolutional variational autoencoder on a folder of PNG, JPEG or WebP pictures, on
      the CPU, and uses the trained model to draw new pictures, walk between pictures, encode and score.
      A run keeps everything in its folder, named after that of its pictures (cats-vae for cats) unless --run
      names another; later commands find the model there if it is the only run in the working directory.
      What -o names may be -, for standard output; -.jpg or -.csv says another format than PNG or npy. Nothing
      else is written there then.
      .SH COMMANDS

      """
    page += commands.map(section).joined()
    page += ".SH EXIT STATUS\n"
    page += ExitCode.allCases.map {
      ".TP\n.B \($0.rawValue)\n\(escaped($0.meaning))\n"
    }.joined()
    page += """
      .SH ENVIRONMENT
      .TP
      .B VAE_IMG_KERNELS
      Kernels to use instead of the fastest that the CPU has: plain, avx2, avx512 or neon.
      .TP
      .B NO_COLOR
      If set and not empty, print messages without colours.

      """
    return page
  }

  private static func section(_ command: Command) -> String {
    var text = ".SS \(escaped(HelpScreen.usage(command)))\n"
    for words in [command.details, command.note] where !words.isEmpty {
      text += "\(escaped(words))\n"
    }
    for argument in command.arguments {
      text += ".TP\n.I \(escaped(argument.usage))\n\(escaped(argument.help))\n"
    }
    for option in command.options {
      let standard = option.standard.map { " (default: \($0))" } ?? ""
      text +=
        ".TP\n.B \(escaped(HelpScreen.spelling(option)))\n\(escaped(option.help + standard))\n"
    }
    for example in command.examples {
      text += ".PP\n\(escaped(example.effect)):\n.RS\n.B \(escaped(example.line))\n.RE\n"
    }
    return text
  }

  /// Backslashes and hyphens as characters; no line begins as a request.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
