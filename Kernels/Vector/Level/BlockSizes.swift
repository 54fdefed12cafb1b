/// Cache and block sizes, the same at every level so far: a level that wants another number moves
/// it to its own `Level.swift`, where the register tiles are.
///
/// Chosen on a CPU with 48 KB of first-level and 1 MB of second-level cache; `Convolution.md` has
/// what was tried.
extension Level {
  // MARK: - Caches

  /// Floats of a cache line of 64 bytes: what is written past the caches, or fetched early, at a
  /// time.
  static let lineFloats = 16

  // MARK: - Register tiles

  /// Channels of a whole panel.
  static var panelWidth: Int { panel * Lanes.scalarCount }

  /// Panels that cover some channels.
  @inline(__always)
  static func panels(of channels: Int) -> Int { (channels + panelWidth - 1) / panelWidth }

  /// A multiple of the rows of every register tile (4, 6 and 8). Blocks of as many rows, or of a
  /// multiple, leave no tile partly empty.
  static let tileRows = 24

  // MARK: - Patches read in place

  /// Floats of input that a block of pixels covers, about: 256 KB, which stay in the second-level
  /// cache while all panels of weights pass over them.
  static let patchBlockFloats = 1 << 16

  /// Pixels of a block at least, so that each panel of weights, once it is read, is used for many.
  static let patchBlockPixels = 64

  // MARK: - Affine layers, fine to coarse

  /// Rows of weights in the copy of a panel: 8 KB at AVX2, 32 KB at AVX-512, which leave room for
  /// the inputs in the first-level cache. 512 rows were no faster.
  static let affineRows = 128

  // MARK: - Weight gradients by patches

  /// Pixels of a block, about: whole images, or whole rows of one. The panel of the coarse side
  /// that a tile reads (8 KB at AVX2, 32 KB at AVX-512) is still in the cache for the next tile.
  static let gradientPixels = 128

  /// Rows of weights in a unit of work at most.
  static let gradientRows = tileRows

  // MARK: - Weight gradients over one pixel

  /// Rows of weights in a unit of work at most: enough that copying a panel of channels costs
  /// little beside multiplying by it. Other numbers were not tried.
  static let onePixelRows = 2 * tileRows

  /// Images that are copied at once: with the rows above, 32 KB at AVX2 and 56 KB at AVX-512, so
  /// that the copies are read from the first-level cache or, the last of them, from just beyond it.
  static let onePixelImages = 128

  // MARK: - Minimal filtering

  /// Floats of transformed input in a block of tiles at most: 432 KB, which stay in the
  /// second-level cache beside the weights of a point. It is 24 tiles of 512 channels, those of the
  /// deepest layer of the standard model.
  static let winogradFloats = 108 << 10

  /// Tiles of a block at most, which bounds what is kept of its products. 72 to 144 were equally
  /// fast.
  static let winogradTiles = 96

  // MARK: - Weight gradients by minimal filtering

  /// Rows of a unit's matrices at most: fine channels, of one plane or of several. With the two numbers
  /// below a unit takes up to 768 KB, its sums and both sides of a block, which stay in the
  /// second-level cache.
  static let winogradGradientRows = 64

  /// Sums of a unit at most: 128 columns, coarse channels, of whole rows at nine points.
  static let winogradGradientSums = 9 * winogradGradientRows * 128

  /// Tiles of a block, over which a register tile sums before the next one's turn.
  static let winogradGradientTiles = 64
}
