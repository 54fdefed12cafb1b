/// The C library of the platform, under one name: `import CLibrary` instead of choosing in each file.
#if canImport(Glibc)
  @_exported import Glibc
#else
  @_exported import Darwin
#endif
