import Analysis
import Autoencoder
import Files
import Images
import KernelSelection
import Tensors
import TestSupport
import Testing
import Threads

@Suite("reconstruct, interpolate, traverse and arithmetic do what they say")
struct ReconstructTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("a cell of reconstruct is the original as the model sees it, or the decoder's output")
  func reconstruct() throws {
    let path = try run.fresh("grid.png")
    let names = Array(run.pictures.prefix(3))
    let outcome = try run(["reconstruct"] + names + ["-o", path, "--run", "run", "--json"])
    let grid = try Picture(reading: path)
    let model = try ModelFile.read(run.model)
    let inference = Inference(
      model, kernels: try KernelSelection.choose(nil), team: Team(threads: 1))
    let channels = model.architecture.channels
    var resizer = Resizer(Frame(width: 16, height: 16, channels: channels))
    let rows = try #require(try outcome.json()["pictures"]?.array)
    #expect(grid.width == 2 + 3 * 18 && grid.height == 2 + 2 * 18 && rows.count == 3)
    for (i, name) in names.enumerated() {
      let bytes = try WholeFile.read(run.folder(name))
      let original = resizer.fit(try PictureReader.read(bytes.span, for: resizer.frame))
      #expect(grid.cell(i, columns: 3) == original)
      let values = original.pixels.map { Float($0) / 255 }
      let pixels = Tensor(values)
      let codes = inference.encode(pixels.shared, count: 1)
      let decoded = inference.decode(codes.means.shared, count: 1)
      let expected = Pixels.picture(decoded.span, width: 16, height: 16, channels: channels)
      #expect(grid.cell(3 + i, columns: 3) == expected)
      let psnr = PictureSimilarity.psnr(values.span, decoded.span)
      #expect(rows[i]["psnr"]?.number == psnr)
      #expect(rows[i]["file"]?.string == name)
    }
  }

  @Test("interpolation begins and ends with originals beside their reconstructions")
  func interpolate() throws {
    let (path, frames) = try (run.fresh("walk.png"), run.fresh("frames"))
    let movie = try run.fresh("walk.gif")
    let ends = Array(run.pictures.prefix(3))
    let words = ["interpolate"] + ends + ["-o", path, "-n", "5", "--each", frames]
    #expect(try run(words + ["--animate", movie, "--run", "run"]).code == 0)
    let grid = try Picture(reading: path)
    #expect(grid.width == 2 + 7 * 18 && grid.height == 2 + 2 * 18)
    let reconstructed = try run.fresh("ends.png")
    #expect(try run(["reconstruct"] + ends + ["-o", reconstructed, "--run", "run"]).code == 0)
    let pairs = try Picture(reading: reconstructed)
    for (place, shown) in [(0, 0), (1, 3), (5, 4), (6, 1), (7, 1), (8, 4), (12, 5), (13, 2)] {
      #expect(grid.cell(place, columns: 7) == pairs.cell(shown, columns: 3), "\(place)")
    }
    #expect(try Folder.names(in: frames).count == 9)
    #expect(try Picture(reading: "\(frames)/frame-0000.png") == grid.cell(1, columns: 7))
    #expect(Array(try WholeFile.read(movie).prefix(6)) == Array("GIF89a".utf8))
  }

  @Test(
    "a traversal has a row for each direction, the one that tells or shows most first",
    arguments: [("principal", "change"), ("latents", "kl")])
  func traverse(along: String, measure: String) throws {
    let path = try run.fresh("rows.png")
    let outcome = try run.use(
      "traverse", "--along", along, "-o", path, "--rows", "4", "-n", "3", "--json")
    let units = try #require(try outcome.json()["units"]?.array)
    let told = units.compactMap { $0[measure]?.number }
    #expect(told.count == 4 && told == told.sorted(by: >))
    #expect(try outcome.json()["positions"]?.array?.compactMap(\.number) == [-3, 0, 3])
    #expect(try Picture(reading: path).height == 2 + 4 * 18)
  }

  @Test("the middle of an attribute's walk is its start")
  func arithmetic() throws {
    let (path, pairs) = try (run.fresh("walk.png"), run.fresh("pairs.png"))
    let names = run.pictures
    let outcome = try run.use(
      "arithmetic", "--plus", names[1], names[2], "--minus", names[3], "--minus", names[4],
      "--start", names[0], "-o", path, "-n", "3", "--json")
    #expect(try outcome.json()["plus"]?.integer == 2 && outcome.json()["minus"]?.integer == 2)
    #expect(try run.use("reconstruct", names[0], "-o", pairs).code == 0)
    let strip = try Picture(reading: path)
    #expect(try strip.cell(0, columns: 4) == Picture(reading: pairs).cell(0, columns: 1))
    #expect(try strip.cell(2, columns: 4) == Picture(reading: pairs).cell(1, columns: 1))
    #expect(try run.use("arithmetic", "--plus", names[0]).code == 64)
  }
}
