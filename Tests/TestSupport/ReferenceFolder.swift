import Foundation

/// A folder of reference data, larger than what lies beside the tests, if the environment names one.
package let referenceFolder = ProcessInfo.processInfo.environment["VAE_IMG_REFERENCE"]
