import Images
import Testing

@Suite("A grid puts every pixel of every cell where it must be")
struct GridTests {
  /// Cells whose pixels say which cell and which pixel they are.
  private func cells(_ count: Int, width: Int, height: Int, channels: Int) -> [Picture] {
    (0..<count).map { cell in
      Picture(
        width: width, height: height, channels: channels,
        pixels: (0..<width * height * channels).map { UInt8((cell * 31 + $0 * 7) % 251) })
    }
  }

  @Test(
    arguments: [
      (count: 1, columns: nil, gap: 2, scale: 1), (count: 7, columns: nil, gap: 0, scale: 1),
      (count: 7, columns: 3, gap: 5, scale: 2), (count: 4, columns: 4, gap: 1, scale: 3),
      (count: 3, columns: 9, gap: 2, scale: 1),
    ] as [(count: Int, columns: Int?, gap: Int, scale: Int)])
  func geometry(count: Int, columns: Int?, gap: Int, scale: Int) {
    for channels in [1, 3] {
      let cells = cells(count, width: 5, height: 4, channels: channels)
      var grid = Grid(columns: columns)
      (grid.gap, grid.scale) = (gap, scale)
      let picture = grid.draw(cells)
      let size = grid.size(of: count, width: 5, height: 4)
      #expect((picture.width, picture.height) == size)
      #expect(picture.height == gap + grid.rows(for: count) * (4 * scale + gap))
      let across = [1: 1, 7: columns ?? 3, 4: 4, 3: 3][count] ?? 0
      let down = (count + across - 1) / across
      #expect(picture.channels == channels)
      #expect(picture.width == gap + across * (5 * scale + gap))
      #expect(picture.height == gap + down * (4 * scale + gap))
      var expected = [UInt8](repeating: 255, count: picture.pixels.count)
      for (i, cell) in cells.enumerated() {
        for y in 0..<4 * scale {
          for x in 0..<5 * scale {
            for channel in 0..<channels {
              let row = gap + i / across * (4 * scale + gap) + y
              let column = gap + i % across * (5 * scale + gap) + x
              expected[(row * picture.width + column) * channels + channel] =
                cell.pixels[(y / scale * 5 + x / scale) * channels + channel]
            }
          }
        }
      }
      #expect(picture.pixels == expected, "\(channels) channels")
    }
  }

  @Test func greyAndColourAndSizesMix() {
    let cells =
      cells(1, width: 4, height: 2, channels: 1) + cells(1, width: 2, height: 4, channels: 3)
    let grid = Grid(columns: 2)
    let picture = grid.draw(cells)
    #expect((picture.width, picture.height, picture.channels) == (14, 8, 3))
    let grey = cells[0].pixels[0]
    #expect(picture.pixels[(3 * 14 + 2) * 3..<(3 * 14 + 3) * 3] == [grey, grey, grey])
    #expect(picture.pixels[(2 * 14 + 9) * 3..<(2 * 14 + 10) * 3] == cells[1].pixels[0..<3])
  }

  @Test(arguments: [1, 2]) func labelsLeaveTheCellsAlone(scale: Int) {
    let cells = cells(6, width: 60, height: 50, channels: 3)
    var grid = Grid(columns: 3)
    grid.scale = scale
    let bare = grid.draw(cells)
    grid.rowLabels = ["first", "second"]
    let labelled = grid.draw(cells)
    let margin = labelled.width - bare.width
    #expect(margin > 0 && labelled.height == bare.height)
    // What is right of the labels is the grid without them.
    for row in 0..<bare.height {
      let (own, its) = (row * bare.width * 3, (row * labelled.width + margin) * 3)
      let count = bare.width * 3
      #expect(labelled.pixels[its..<its + count] == bare.pixels[own..<own + count], "row \(row)")
    }
    let left = (0..<bare.height).flatMap { row in
      labelled.pixels[row * labelled.width * 3..<(row * labelled.width + margin) * 3]
    }
    #expect(left.contains { $0 < 128 })
  }
}
