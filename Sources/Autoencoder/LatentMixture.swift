/// A mixture of Gaussians fitted to the codes of a data set.
package struct LatentMixture: Sendable {}
