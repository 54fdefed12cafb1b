import KernelContract

/// How the vectors of an image map to its channels.
///
/// With NHWC a run of floats goes through all channels pixel after pixel. Where a pixel has few
/// channels, neighbours in a row are joined and count as one pixel of more channels, so that
/// vectors are full and four of them are in flight at once:
///
///     8 channels, 16 lanes, 8 joined:   | pixel 0  pixel 1 | pixel 2  pixel 3 | ... | pixel 6  pixel 7 |
///                                         vector 0           vector 1                vector 3
struct ChannelVectors {
  let channels: Int
  let groupSize: Int
  let rows: Int
  /// Joined pixels in a row, and the floats of one.
  let columns: Int
  let step: Int
  /// Whether all lanes of a vector belong to one group.
  private let groupsAreWhole: Bool

  /// Vectors that are worked on at once.
  static let atOnce = 4

  @inline(__always)
  init(_ layout: ImageLayout, groupSize: Int) {
    var joined = 1
    while joined * layout.channels < ChannelVectors.atOnce * Lanes.scalarCount,
      layout.width % (2 * joined) == 0
    {
      joined *= 2
    }
    channels = layout.channels
    self.groupSize = groupSize
    rows = layout.height
    columns = layout.width / joined
    step = joined * layout.channels
    groupsAreWhole = groupSize % Lanes.scalarCount == 0
  }

  /// Whether a pixel repeats the channels. Only one that does not can be narrowed to a range of
  /// them.
  var isJoined: Bool {
    @inline(__always) get { step > channels }
  }

  /// The rows that a lane sums before it adds them to the total: as many as 16 joined pixels fill.
  var rowsOfRun: Int {
    @inline(__always) get { max(1, 16 / columns) }
  }

  /// Channel of the float `offset` of a joined pixel.
  @inline(__always)
  func channel(_ offset: Int) -> Int { isJoined ? offset % channels : offset }

  /// Goes through the vectors of a range of channels: calls `block` with the start of each `count`
  /// whole vectors, and `one` with the start and the number of lanes of each vector that is left.
  @inline(__always)
  func forEachBlock(
    of count: Int = atOnce, _ channels: Range<Int>, block: (_ offset: Int) -> Void,
    one: (_ offset: Int, _ lanes: Int) -> Void
  ) {
    let end = isJoined ? step : channels.upperBound
    var offset = isJoined ? 0 : channels.lowerBound
    while offset + count * Lanes.scalarCount <= end {
      block(offset)
      offset += count * Lanes.scalarCount
    }
    while offset < end {
      one(offset, min(Lanes.scalarCount, end - offset))
      offset += Lanes.scalarCount
    }
  }

  /// Calls `body` for the lanes of the vector at `offset`, in order, with their channel and its
  /// group.
  @inline(__always)
  func forEachLane(
    _ offset: Int, lanes: Int, _ body: (_ lane: Int, _ channel: Int, _ group: Int) -> Void
  ) {
    var channel = channel(offset)
    var (group, place) = channel.quotientAndRemainder(dividingBy: groupSize)
    for lane in 0..<lanes {
      body(lane, channel, group)
      channel += 1
      place += 1
      if place == groupSize { (group, place) = (group + 1, 0) }
      if channel == channels { (channel, group) = (0, 0) }
    }
  }

  /// The group of all lanes of the vector at `offset`, or nil where they may belong to several.
  @inline(__always)
  func group(_ offset: Int) -> Int? {
    groupsAreWhole ? Int(UInt32(channel(offset)) / UInt32(groupSize)) : nil
  }

  /// A vector of a number for each lane's group.
  @inline(__always)
  func groupLanes(_ offset: Int, lanes: Int, _ value: (_ group: Int) -> Float) -> Lanes {
    if let group = group(offset) { return Lanes(repeating: value(group)) }
    var result = Lanes.zero
    forEachLane(offset, lanes: lanes) { lane, _, group in result[lane] = value(group) }
    return result
  }

  /// A vector of each lane's channel's number.
  @inline(__always)
  func channelLanes(_ offset: Int, lanes: Int, _ values: UnsafePointer<Float>) -> Lanes {
    if !isJoined { return unsafe .load(values + offset, first: lanes) }
    var result = Lanes.zero
    forEachLane(offset, lanes: lanes) { lane, channel, _ in unsafe result[lane] = values[channel] }
    return result
  }
}
