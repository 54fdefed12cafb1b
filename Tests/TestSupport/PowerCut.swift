import Files
import Foundation

/// What a disk may hold after the power fails during some recorded calls on files.
///
/// The model is that of POSIX and no kinder. Contents reach the disk when their file is flushed, names when
/// their folder is. What was not flushed by then is lost or not, each page of each write and each change of
/// a name by itself: any subset may have reached the disk. A rename is one change, both names at once.
package struct PowerCut {
  private let root: String
  private var changes: [Change] = []
  /// Where in `changes` each event begins and ends, for cuts between events.
  private var ends: [Int] = [0]
  private let kinds: [Node]

  /// A file or folder, whatever its names: its number.
  private typealias Inode = Int
  private enum Node { case file, folder }

  private enum Change {
    /// In each of the folders, a name now leads to this node, or to nothing.
    case names([(folder: Inode, name: String, node: Inode?)])
    case write(Inode, offset: Int, bytes: [UInt8])
    case resize(Inode, size: Int)
    case flush(Inode)
  }

  /// `folder` as it was before `events`, all of which are about files below it, was in `before`.
  package init(of folder: String, before: [String: [UInt8]?], _ events: [FileWatch.Event]) {
    root = folder
    var scan = Scan(root: folder)
    scan.begin(with: before)
    changes = scan.changes
    ends = [changes.count]
    for event in events {
      scan.follow(event)
      changes = scan.changes
      ends.append(changes.count)
    }
    kinds = scan.kinds
  }

  /// The files in `folder` and their contents by their paths in it; nil for folders.
  package static func snapshot(of folder: String) throws -> [String: [UInt8]?] {
    var all: [String: [UInt8]?] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let full = Path.join(folder, path)
      all[path] =
        try Folder.exists(full) ? .some(nil) : try [UInt8](Data(contentsOf: URL(filePath: full)))
    }
    return all
  }

  /// How many events there are; the power may fail before the first and after each.
  package var count: Int { ends.count - 1 }

  /// Puts into `target`, an empty folder, what is left if the power fails after so many events.
  package func restore(
    after count: Int, to target: String, _ random: inout RepeatableNumbers
  ) throws {
    let done = Array(changes[..<ends[count]])
    var contents: [Inode: [UInt8]] = [:]
    var names: [Inode: [String: Inode]] = [:]
    var flushed = Set<Inode>()
    // Backwards: what a later flush covers has reached the disk.
    var isOnDisk = [Bool](repeating: false, count: done.count)
    for (place, change) in done.enumerated().reversed() {
      switch change {
      case .flush(let node): flushed.insert(node)
      case .write(let node, _, _), .resize(let node, _): isOnDisk[place] = flushed.contains(node)
      case .names(let entries): isOnDisk[place] = entries.contains { flushed.contains($0.folder) }
      }
    }
    for (place, change) in done.enumerated()
    where isOnDisk[place] || Bool.random(using: &random) {
      switch change {
      case .flush: break
      case .write(let node, let offset, let bytes):
        var content = contents[node] ?? []
        let missing = offset + bytes.count - content.count
        if missing > 0 { content += [UInt8](repeating: 0, count: missing) }
        content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        contents[node] = content
      case .resize(let node, let size):
        let content = contents[node] ?? []
        contents[node] =
          Array(content.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - content.count))
      case .names(let entries):
        for entry in entries { names[entry.folder, default: [:]][entry.name] = entry.node }
      }
    }
    try write(0, to: target, names, contents)
  }

  private func write(
    _ folder: Inode, to target: String, _ names: [Inode: [String: Inode]],
    _ contents: [Inode: [UInt8]]
  ) throws {
    for (name, node) in names[folder] ?? [:] {
      let path = Path.join(target, name)
      switch kinds[node] {
      case .file: try Data(contents[node] ?? []).write(to: URL(filePath: path))
      case .folder:
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try write(node, to: path, names, contents)
      }
    }
  }

  // MARK: - From calls to changes

  /// Follows the calls on the live file system.
  private struct Scan {
    let root: String
    var changes: [Change] = []
    var kinds: [Node] = [.folder]
    private var names: [Inode: [String: Inode]] = [:]
    private var open: [Int32: Inode] = [:]

    init(root: String) { self.root = root }

    /// What was there, all of it on the disk.
    mutating func begin(with before: [String: [UInt8]?]) {
      for (path, bytes) in before.sorted(by: { $0.key < $1.key }) {
        let node = add(bytes == nil ? .folder : .file, at: Path.join(root, path))
        if let bytes = bytes { changes.append(.write(node, offset: 0, bytes: bytes)) }
      }
      for node in kinds.indices { changes.append(.flush(node)) }
    }

    mutating func follow(_ event: FileWatch.Event) {
      guard event.result >= 0 else { return }
      switch event.operation {
      case .look, .read, .lock: break
      case .open(let path, let creates):
        let node = find(path) ?? (creates ? add(.file, at: path) : nil)
        open[Int32(event.result)] = node
      case .write(let file, let offset?, let bytes):
        guard let node = open[file] else { return }
        for start in stride(from: 0, to: min(event.result, bytes.count), by: 4096) {
          let page = Array(bytes[start..<min(start + 4096, event.result)])
          changes.append(.write(node, offset: offset + start, bytes: page))
        }
      case .write: break
      case .resize(let file, let size):
        if let node = open[file] { changes.append(.resize(node, size: size)) }
      case .flush(let file):
        if let node = open[file] { changes.append(.flush(node)) }
      case .rename(let from, let to):
        guard let node = find(from) else { return }
        change([(from, nil), (to, node)])
      case .link(let from, let to):
        if let node = find(from) { change([(to, node)]) }
      case .remove(let path), .removeFolder(let path): change([(path, nil)])
      case .makeFolder(let path): _ = add(.folder, at: path)
      }
    }

    private mutating func add(_ kind: Node, at path: String) -> Inode {
      kinds.append(kind)
      change([(path, kinds.count - 1)])
      return kinds.count - 1
    }

    private mutating func change(_ entries: [(path: String, node: Inode?)]) {
      let places = entries.compactMap { entry in
        find(Path.parent(entry.path)).map {
          (folder: $0, name: Path.name(entry.path), node: entry.node)
        }
      }
      for place in places { names[place.folder, default: [:]][place.name] = place.node }
      changes.append(.names(places))
    }

    private func find(_ path: String) -> Inode? {
      if path == root { return 0 }
      guard path.hasPrefix(root + "/") else { return nil }
      return path.dropFirst(root.count + 1).split(separator: "/").reduce(.some(0)) { node, name in
        node.flatMap { names[$0]?[String(name)] }
      }
    }
  }
}
