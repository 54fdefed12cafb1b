import Autoencoder

/// A model's layers for people.
enum LayerTable {
  static func text(_ architecture: Architecture, indent: Int) -> String {
    architecture.layerRows.map { row in
      TextColumns.spaces(indent) + NumberText.left(row.name, 18)
        + NumberText.left(row.shapes + " ", 26) + NumberText.left(row.operation, 26)
        + NumberText.right(NumberText.grouped(row.parameters), 10)
    }.joined(separator: "\n")
  }
}
