import Tensors

/// Where a test reaches into a run.
package struct TestHooks: Sendable {
  /// Called before each step with its number and its pictures.
  package var beforeStep: @Sendable (Int, SharedFloats) -> Void = { _, _ in }

  package init() {}
}
