import KernelContract

/// The operations hand-vectorised, for the CPU level that this module is compiled for.
///
/// One source makes a module for each level: `Lanes` and `Level` come from the folder beside it. Code
/// outside may not inline any of it, and nothing generic of it may be shared with code outside, or
/// wide instructions would reach a CPU without them: doors are `package` and `@inline(never)`,
/// everything else is internal, and inlined where nothing is said beside it. Internal types conform to
/// internal protocols where they are declared: a conformance in an extension is kept for the run time,
/// together with functions that copy the type and may be shared.
package struct VectorKernels: Sendable {
  package var name: String {
    @inline(never) get { Level.name }
  }

  @inline(never)
  package init() {}
}
