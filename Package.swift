// swift-tools-version: 6.2
//
// The house, bottom to top. A target may import what stands above it in this file, never below.

import PackageDescription

// MARK: - How targets are compiled

/// Every Swift target: language mode 6 (from the tools version), unsafe code marked as such, and
/// lifetimes, so that a type of ours may hand out a `Span` of its storage.
let common: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableExperimentalFeature("Lifetimes"),
]

/// Kernels are optimised in debug builds too, and only they may use wider instructions than the
/// baseline: nothing outside these targets may inline their code (entry points are `@inline(never)`).
func kernels(_ flags: [String] = []) -> [SwiftSetting] {
  common + [
    .unsafeFlags(["-O"], .when(configuration: .debug)),
    .unsafeFlags((["-fno-math-errno"] + flags).flatMap { ["-Xcc", $0] }),
  ]
}

// MARK: - Kernels

let definitions: [Target] = [
  .target(name: "KernelContract", path: "Kernels/Contract", swiftSettings: kernels()),
  .target(
    name: "PlainKernels", dependencies: ["KernelContract", "CMath"], path: "Kernels/Plain",
    swiftSettings: kernels()),
]

/// Headers and nothing else: what Swift has no words for, such as fused multiply-adds of whole vectors,
/// and the C library's functions of one number.
let headers: [Target] = [
  .systemLibrary(name: "CLanes", path: "Kernels/CLanes"),
  .systemLibrary(name: "CMath", path: "Kernels/CMath"),
]

/// One vector source, compiled once for each CPU level of the architecture that is built for.
#if arch(x86_64)
  let vectorTargets: [Target] = [
    .target(
      name: "VectorKernelsAVX2", dependencies: ["KernelContract", "CLanes", "CMath"],
      path: "Kernels/VectorAVX2",
      swiftSettings: kernels(["-mavx2", "-mfma"])),
    .target(
      name: "VectorKernelsAVX512", dependencies: ["KernelContract", "CLanes", "CMath"],
      path: "Kernels/VectorAVX512",
      swiftSettings: kernels(["-march=skylake-avx512", "-mprefer-vector-width=512"])),
  ]
#else
  let vectorTargets: [Target] = [
    .target(
      name: "VectorKernelsNEON", dependencies: ["KernelContract", "CLanes", "CMath"],
      path: "Kernels/VectorNEON",
      swiftSettings: kernels())
  ]
#endif

let kernelTargets = definitions + headers + vectorTargets

// MARK: - C libraries

let libraries: [Target] = [
  .systemLibrary(
    name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
  .systemLibrary(
    name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
  .target(name: "CJPEGBridge", dependencies: ["CJPEG"]),
  // By its name for pkg-config, which implementations choose themselves: ompi, mpich.
  .systemLibrary(
    name: "CMPI", pkgConfig: Context.environment["VAE_IMG_MPI"] ?? "mpi",
    providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
  .target(name: "CCPUFeatures"),
]

// MARK: - The program

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: common)
}

let program: [Target] = [
  module(
    "KernelSelection",
    ["KernelContract", "PlainKernels", "CCPUFeatures"]
      + vectorTargets.map { .byName(name: $0.name) }),
  module("CLibrary", []),
  module("Hashing", []),
  module("Tensors", ["CLibrary"]),
  module("KernelBench", ["KernelContract", "PlainKernels", "Tensors"]),
  module("Options", []),
  module("Files", ["CLibrary"]),
  module("Threads", ["Files"]),
  module("Images", ["Tensors", "Threads", "Files", "Hashing", "CPNG", "CJPEGBridge"]),
  module("SamplePictures", ["Images"]),
  module("Autoencoder", ["KernelContract", "Tensors", "Threads", "Files"]),
  module(
    "Cluster", ["Autoencoder", .target(name: "CMPI", condition: .when(traits: ["MPI"]))]),
  module("Analysis", ["Images"]),
  module("Training", ["Options", "Autoencoder", "Analysis"]),
  module("Tuning", ["Training"]),
  module("Exports", ["Training"]),
  .target(
    name: "Pages", dependencies: ["Training"], resources: [.embedInCode("Web")],
    swiftSettings: common),
  module(
    "Commands",
    ["KernelSelection", "KernelBench", "SamplePictures", "Cluster", "Exports", "Pages", "Tuning"]),
  .executableTarget(name: "vae-img", dependencies: ["Commands"], swiftSettings: common),
  module("VAEImg", ["Training", "KernelSelection"]),
]

// MARK: - Tests

/// Reference numbers, which the tests read where they lie, stand in a folder `Golden` beside them.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude,
    swiftSettings: common)
}

let testTargets: [Target] = [
  .systemLibrary(name: "CHeap", path: "Tests/CHeap"),
  .target(
    name: "TestSupport",
    dependencies: ["KernelContract", "Files", "Hashing", "Autoencoder", "CHeap"],
    path: "Tests/TestSupport", swiftSettings: common),
  tests(
    "KernelTests", ["KernelSelection", "PlainKernels", "CMath", "TestSupport"],
    exclude: ["Golden"]),
  tests("FileTests", ["Files", "Tensors", "Threads", "TestSupport"]),
  tests(
    "ImageTests", ["Images", "SamplePictures", "CPNG", "Threads", "TestSupport"],
    exclude: ["Reading/Fixtures", "Reading/PNGSuite", "compare_with_pillow.py"]),
  tests(
    "AutoencoderTests", ["Autoencoder", "KernelSelection", "TestSupport"], exclude: ["Golden"]),
  tests(
    "TrainingTests", ["Training", "SamplePictures", "KernelSelection", "TestSupport"],
    exclude: ["read_out_factors.py"]),
  tests("TuningTests", ["Tuning", "SamplePictures", "KernelSelection", "TestSupport"]),
  tests("AnalysisTests", ["Analysis", "TestSupport"]),
  tests("LibraryTests", ["VAEImg", "TestSupport"], exclude: ["Example"]),
  tests("ExportTests", ["Exports", "KernelSelection", "TestSupport"]),
  tests(
    "PageTests", ["Pages", "KernelSelection", "TestSupport"], exclude: ["Browser"]),
  .testTarget(
    name: "CommandTests", dependencies: ["Commands", "Cluster", "TestSupport"],
    exclude: ["Snapshots", "compare_with_numpy.py"],
    swiftSettings: common),
  .testTarget(
    name: "Faults", dependencies: ["Commands", "TestSupport"],
    swiftSettings: common),
]

let package = Package(
  name: "vae-img",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "vae-img", targets: ["vae-img"]),
    .library(name: "VAEImg", targets: ["VAEImg"]),
  ],
  traits: [
    .trait(name: "MPI", description: "Training by several processes, with the system's MPI")
  ],
  targets: kernelTargets + libraries + program + testTargets
)
