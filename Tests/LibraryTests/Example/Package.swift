// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "example",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "vae-img", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Example", dependencies: [.product(name: "VAEImg", package: "vae-img")])
  ]
)
