/// What a reader of pictures may be told.
package struct ReadingOptions: Sendable, Hashable {
  /// What shows through where a picture is transparent, and around one that is kept whole.
  package var background = Color.white
  /// Width times height that is read at most. A JPEG of more is read at a half, a quarter or an eighth of
  /// its sides where that fits and its decoder need not keep all of it; what is left is refused before
  /// anything is decoded.
  package var maxPixels = 100_000_000
  /// Takes a file whose end is missing. What is missing shows the background in a PNG or WebP and what
  /// libjpeg makes up (grey, or the blur of the scans that are there) in a JPEG.
  package var acceptTruncated = false

  package init() {}
}
