extension HTML {
  /// A whole page, which holds all that it shows and may load nothing: pictures come from the `sources` that its policy
  /// names, such as `data:`.
  static func page(
    _ name: String, pictures sources: String, styles: [[UInt8]], scripts: [[UInt8]], body: HTML
  ) -> HTML {
    HTML(source: PackageResources.page_html).filled([
      "name": "\(name)", "pictures": "\(sources)",
      "style": HTML(([PackageResources.page_css] + styles).map(HTML.init(source:))),
      "body": body, "script": HTML(scripts.map(HTML.init(source:))),
    ])
  }
}
