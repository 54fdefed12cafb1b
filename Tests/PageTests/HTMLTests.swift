import Files
import Foundation
import Testing

import Pages

@Suite("What is put into a page is shown, not obeyed")
struct HTMLTests {
  @Test("words are escaped, markup is not")
  func escaping() {
    let hostile = "<img src=x onerror='go()'>\"&\u{202E}\n{{name}}"
    let html: HTML = "<p title=\"\(hostile)\">\(1) \("<b>" as HTML)</p>"
    #expect(
      html.text == """
        <p title="&lt;img src=x onerror=&#39;go()&#39;&gt;&quot;&amp;\\u{202e}\\n{{name}}">1 <b></p>
        """)
  }

  @Test("a value is put in once, and never looked through for places")
  func filling() {
    let filled = HTML("<i>{{a}}</i>{{b}}{{a}}").filled(["a": "{{b}}", "b": "}}{{"])
    #expect(filled == "<i>{{b}}</i>}}{{{{b}}")
  }

  @Test("JSON ends no element of scripts, and is the same JSON")
  func json() throws {
    let json: JSON = ["</script><!--": .string("<script>\u{2028}")]
    let html = HTML(json)
    #expect(!html.text.contains("<"))
    #expect(try JSON(parsing: html.text) == json)
  }

  @Test("base64 is that of others")
  func base64() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 149 + count) }
      let letters = String(decoding: Base64.letters(of: bytes), as: UTF8.self)
      #expect(letters == Data(bytes).base64EncodedString())
    }
  }
}
