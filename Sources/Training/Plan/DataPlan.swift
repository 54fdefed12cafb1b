import Images

/// Which files become pictures, and how these become numbers.
package struct DataPlan: Sendable, Equatable {
  package let paths: [String]
  /// The folder whose pictures are held out; empty where one in twenty of all are.
  let heldOut: String
  let size: TrainingSize
  let channels: ChannelChoice
  let fit: Frame.Fit
  let reading: ReadingOptions

  package init(_ settings: TrainingSettings, paths: [String]) {
    self.paths = paths
    heldOut = settings.heldOut
    size = settings.size
    channels = settings.channels
    fit = settings.fit
    var reading = ReadingOptions()
    reading.background = settings.background
    reading.acceptTruncated = settings.acceptTruncated
    reading.maxPixels = settings.maxPixels
    self.reading = reading
  }

  /// All files and folders to look into. What lies in the held-out folder is found there first, also where
  /// that is one of the others' own.
  var sources: [String] { (heldOut.isEmpty ? [] : [heldOut]) + paths }

  /// Of pictures that turned out to have so many channels.
  package func preprocessing(channels: Int) -> Preprocessing {
    Preprocessing(
      frame: Frame(width: size.width, height: size.height, channels: channels, fit: fit),
      background: reading.background)
  }

  var preparation: PicturePreparation {
    PicturePreparation(
      width: size.width, height: size.height, fit: fit, channels: channels, reading: reading)
  }
}
