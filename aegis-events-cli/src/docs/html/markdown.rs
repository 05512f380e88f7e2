//! Documentation of catalogs as HTML, from a safe subset of Markdown.
//!
//! Supported: paragraphs, lists, emphasis, code, links to the web. HTML is shown as text, a heading as a bold
//! line, an image as its description. A code span with a name of the catalog links to its page.

use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::page::Page;

/// Deeper nesting is flattened.
const DEEPEST: usize = 12;

impl Page<'_> {
    /// Block content.
    pub(in crate::docs) fn prose(self, text: &str) -> Markup {
        Writer { page: self, html: String::new(), open: Vec::new(), flat: false }.write(text)
    }

    /// Inline content: paragraphs are joined on one line.
    pub(in crate::docs) fn line(self, text: &str) -> Markup {
        Writer { page: self, html: String::new(), open: Vec::new(), flat: true }.write(text)
    }
}

/// A text without its marks: for descriptions, the search and lists.
pub(in crate::docs) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                plain.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                plain.push(' ');
            }
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Writer<'a> {
    page: Page<'a>,
    html: String,
    /// The closing tag per open tag; empty for tags that are not shown.
    open: Vec<&'static str>,
    flat: bool,
}

impl Writer<'_> {
    fn write(mut self, text: &str) -> Markup {
        for event in Parser::new(text) {
            match event {
                Event::Start(tag) => self.start(&tag),
                Event::End(_) => {
                    let closing = self.open.pop().unwrap_or_default();
                    self.html.push_str(closing);
                }
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
                Event::Code(text) => self.code(&text),
                Event::SoftBreak => self.html.push('\n'),
                Event::HardBreak => self.html.push_str(if self.flat { " " } else { "<br>" }),
                Event::Rule if !self.flat => self.html.push_str("<hr>"),
                _ => {}
            }
        }
        let length = self.html.trim_end().len();
        self.html.truncate(length);
        PreEscaped(self.html)
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let (opening, closing) = match tag {
            _ if self.open.len() >= DEEPEST => ("", ""),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Link { dest_url, .. } if is_web(dest_url) && !self.open.contains(&"</a>") => {
                let link = html! { a href=(dest_url) rel="noopener noreferrer" { "" } }.into_string();
                self.html.push_str(link.trim_end_matches("</a>"));
                ("", "</a>")
            }
            // Inline content has no blocks; separate them by a space.
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::CodeBlock(_) if self.flat => ("", " "),
            Tag::Paragraph => ("<p>", "</p>\n"),
            Tag::Heading { .. } => ("<p><strong>", "</strong></p>\n"),
            Tag::Item if self.open.iter().any(|it| it.contains("l>")) => ("<li>", "</li>\n"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                ("<pre tabindex=\"0\"><code>", "</code></pre>\n")
            }
            Tag::List(_) if self.flat => ("", ""),
            Tag::List(None) => ("<ul>\n", "</ul>\n"),
            Tag::List(Some(_)) => ("<ol>\n", "</ol>\n"),
            // Only HTML blocks contain text themselves.
            Tag::HtmlBlock if !self.flat => ("<p>", "</p>\n"),
            _ => ("", ""),
        };
        self.html.push_str(opening);
        self.open.push(closing);
    }

    fn text(&mut self, text: &str) {
        text.render_to(&mut self.html);
    }

    fn code(&mut self, text: &str) {
        // Links cannot be nested.
        let item = self.page.site.mentioned(text).filter(|_| !self.open.contains(&"</a>"));
        let shown = match item {
            Some(item) => html! { a href=(self.page.href(item)) { code { (text) } } },
            None => html! { code { (text) } },
        };
        self.html.push_str(&shown.0);
    }
}

fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::site::Site;
    use aegis_events_catalog::{Source, read};
    use expect_test::{Expect, expect};

    fn check(text: &str, block: Expect, line: Expect) {
        let reading = read(Source::new(
            "catalog.toml",
            include_str!("../../../../aegis-events-catalog/tests/catalogs/full.toml"),
        ));
        let site = Site::of(&reading.catalog, None);
        block.assert_eq(&Page::top(&site).prose(text).into_string());
        line.assert_eq(&Page::top(&site).line(text).into_string());
    }

    #[test]
    fn a_safe_part_of_markdown_is_shown() {
        check(
            "One *two* **three** `four`, see [five](https://example.org/?a=1&b=2).\n\n- six\n- seven\n\n# Eight",
            expect![[r#"
                <p>One <em>two</em> <strong>three</strong> <code>four</code>, see <a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">five</a>.</p>
                <ul>
                <li>six</li>
                <li>seven</li>
                </ul>
                <p><strong>Eight</strong></p>"#]],
            expect![[
                r#"One <em>two</em> <strong>three</strong> <code>four</code>, see <a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">five</a>. six seven Eight"#
            ]],
        );
    }

    #[test]
    fn html_and_other_schemes_are_text() {
        check(
            "Text: <script>alert('1')</script> [x](javascript:alert(1)) [y](data:text/html,z) ![image](https://e.org/i.png) \"quoted\"\n\n<div onclick=a>\n<b>block</b>\n</div>",
            expect![[r#"
                <p>Text: &lt;script&gt;alert('1')&lt;/script&gt; x y image &quot;quoted&quot;</p>
                <p>&lt;div onclick=a&gt;
                &lt;b&gt;block&lt;/b&gt;
                &lt;/div&gt;</p>"#]],
            expect![[r#"
                Text: &lt;script&gt;alert('1')&lt;/script&gt; x y image &quot;quoted&quot; &lt;div onclick=a&gt;
                &lt;b&gt;block&lt;/b&gt;
                &lt;/div&gt;"#]],
        );
    }

    #[test]
    fn names_of_the_catalog_lead_to_their_pages() {
        check(
            "See `Volume.VolumeDeleted`, `ExecutionId`, `VolumeCreated` of two families, [`ExecutionId`](http://e.org).",
            expect![[
                r#"<p>See <a href="events/Volume.VolumeDeleted.html"><code>Volume.VolumeDeleted</code></a>, <a href="types/ExecutionId.html"><code>ExecutionId</code></a>, <code>VolumeCreated</code> of two families, <a href="http://e.org" rel="noopener noreferrer"><code>ExecutionId</code></a>.</p>"#
            ]],
            expect![[
                r#"See <a href="events/Volume.VolumeDeleted.html"><code>Volume.VolumeDeleted</code></a>, <a href="types/ExecutionId.html"><code>ExecutionId</code></a>, <code>VolumeCreated</code> of two families, <a href="http://e.org" rel="noopener noreferrer"><code>ExecutionId</code></a>."#
            ]],
        );
    }

    #[test]
    fn too_deeply_nested_markdown_is_flattened() {
        let deep = (0..40).map(|at| format!("{}- {at}\n", "  ".repeat(at))).collect::<String>();
        let reading = read(Source::new("catalog.toml", ""));
        let site = Site::of(&reading.catalog, None);
        let html = Page::top(&site).prose(&deep).into_string();
        assert_eq!(html.matches("<ul>").count(), html.matches("</ul>").count());
        assert!(html.matches("<ul>").count() <= DEEPEST, "{html}");
        assert!(html.contains("39"));
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(plain("One *two* `three`\nfour.\n\n- five\n- <b>six</b>"), "One two three four. five <b>six</b>");
    }
}
