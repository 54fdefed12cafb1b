import Images

/// How the pictures of a folder suit what a model takes: counts of those that suit it badly.
package struct FolderFit: Sendable, Equatable {
  /// A shape that is further off than this share (`Frame.mismatch`) counts as another.
  package static let shapeLimit = 0.25

  package let enlarged: Int
  package let misshapen: Int
  /// Grey pictures under a model of colour, and pictures in colour under a grey one.
  package let greyInColour: Int
  package let colourInGrey: Int

  package init(_ folder: FolderExamination, _ frame: Frame) {
    func count(_ isSo: (Int, Int) -> Bool) -> Int {
      folder.sizes.reduce(0) { $0 + (isSo($1.width, $1.height) ? $1.count : 0) }
    }
    enlarged = count(frame.enlarges)
    misshapen = count { frame.mismatch($0, $1) > FolderFit.shapeLimit }
    greyInColour = frame.channels == 3 ? folder.grey : 0
    colourInGrey = frame.channels == 1 ? folder.readable - folder.grey : 0
  }
}
