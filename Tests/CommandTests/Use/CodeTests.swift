import Files
import Images
import Testing

@Suite("encode, decode and nearest do what they say")
struct CodeTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  private func picture(_ path: String) throws -> Picture { try Picture(reading: path) }

  private func cell(_ index: Int, of grid: Picture, columns: Int) -> Picture {
    grid.cell(index, columns: columns)
  }

  @Test("encode and decode make a round trip in every format", arguments: ["npy", "csv", "jsonl"])
  func roundTrip(format: String) throws {
    let (codes, grid) = try (run.fresh("codes.\(format)"), run.fresh("grid.png"))
    #expect(try run.use("encode", "faces", "-o", codes).code == 0)
    #expect(try run.use("decode", codes, "-o", grid, "--columns", "4").code == 0)
    let pairs = try run.fresh("pairs.png")
    #expect(try run.use("reconstruct", "faces", "--columns", "12", "-o", pairs).code == 0)
    let (decoded, reconstructed) = try (picture(grid), picture(pairs))
    for i in 0..<12 {
      #expect(
        cell(i, of: decoded, columns: 4) == cell(12 + i, of: reconstructed, columns: 12), "\(i)")
    }
    if format == "npy" {
      #expect(try NPY(reading: codes).shape == [12, 2, 32])
      let names = String(decoding: try WholeFile.read(codes + ".txt"), as: UTF8.self)
      #expect(names == run.pictures.map { $0 + "\n" }.joined())
    }
  }

  @Test("a picture is its own nearest")
  func nearest() throws {
    let path = try run.fresh("near.png")
    let outcome = try run.use("nearest", run.pictures[4], "faces", "-n", "3", "-o", path, "--json")
    let found = try #require(try outcome.json()["nearest"]?.array)
    #expect(found.count == 3 && found[0]["file"]?.string == run.pictures[4])
    #expect(found[0]["distance"]?.number == 0)
    let distances = found.compactMap { $0["distance"]?.number }
    #expect(distances == distances.sorted() && distances[1] > 0)
    let grid = try picture(path)
    #expect(cell(0, of: grid, columns: 2) == cell(1, of: grid, columns: 2))
  }
}
