import Autoencoder
import Files

/// A model's layers for people.
enum LayerTable {
  static func text(_ architecture: Architecture, indent: Int) -> String {
    architecture.layerRows.map { row in
      TextColumns.spaces(indent) + TextColumns.left(row.name, 18)
        + TextColumns.left(row.shapes + " ", 26) + TextColumns.left(row.operation, 26)
        + TextColumns.right(NumberText.grouped(row.parameters), 10)
    }.joined(separator: "\n")
  }
}
