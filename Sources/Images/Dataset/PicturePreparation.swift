/// Which channels a set of pictures is given.
package enum ChannelChoice: String, Sendable, CaseIterable {
  /// Grey if every picture is grey, in its pixels whatever its format; colour otherwise.
  case auto
  case grey
  case rgb
}

/// How every file of a set becomes pixels; a cache holds pixels of one preparation.
package struct PicturePreparation: Sendable, Hashable {
  package let width: Int
  package let height: Int
  package let fit: Frame.Fit
  package let channels: ChannelChoice
  package let reading: ReadingOptions

  package init(
    width: Int, height: Int, fit: Frame.Fit = .crop, channels: ChannelChoice = .auto,
    reading: ReadingOptions = ReadingOptions()
  ) {
    self.width = width
    self.height = height
    self.fit = fit
    self.channels = channels
    self.reading = reading
  }

  /// The frame that pictures are decoded for. Where the channels are yet to be found it is in colour.
  var frame: Frame {
    Frame(width: width, height: height, channels: channels == .grey ? 1 : 3, fit: fit)
  }

  /// Whether pictures that were prepared like this may have so many channels.
  func mayHave(_ count: Int) -> Bool {
    count == frame.channels || count == 1 && channels == .auto
  }

  /// Equal exactly for preparations that make the same pixels of the same files.
  var key: String {
    let color = reading.background
    return [
      "\(width)x\(height)", fit.rawValue, channels.rawValue,
      "\(color.red),\(color.green),\(color.blue)", "\(reading.maxPixels)",
      "\(reading.acceptTruncated)",
    ].joined(separator: " ")
  }
}
