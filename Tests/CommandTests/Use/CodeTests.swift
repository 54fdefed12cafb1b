import Files
import Images
import Testing

@Suite("encode, decode and nearest do what they say")
struct CodeTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("encode and decode make a round trip in every format", arguments: ["npy", "csv", "jsonl"])
  func roundTrip(format: String) throws {
    let (codes, grid) = try (run.fresh("codes.\(format)"), run.fresh("grid.png"))
    #expect(try run.use("encode", "faces", "-o", codes).code == 0)
    #expect(try run.use("decode", codes, "-o", grid, "--columns", "4").code == 0)
    let pairs = try run.fresh("pairs.png")
    #expect(try run.use("reconstruct", "faces", "--columns", "12", "-o", pairs).code == 0)
    let (decoded, reconstructed) = try (Picture(reading: grid), Picture(reading: pairs))
    for i in 0..<12 {
      #expect(
        decoded.cell(i, columns: 4) == reconstructed.cell(12 + i, columns: 12), "\(i)")
    }
    if format == "npy" {
      #expect(try NPY(reading: codes).shape == [12, 2, TinyRun.latents])
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
    let grid = try Picture(reading: path)
    #expect(grid.cell(0, columns: 2) == grid.cell(1, columns: 2))
  }
}
