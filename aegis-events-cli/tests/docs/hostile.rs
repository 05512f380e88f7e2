//! A catalog with hostile texts.

use expect_test::expect_file;
use scraper::{Html, Selector};

use crate::command::Site;

const HOSTILE: &str = r#"
[catalog]
name = "hostile"
doc  = "</title><script>alert(1)</script> \" ' & <img src=x onerror=alert(2)>"
[publishers.P]
doc = "[click](javascript:alert(3)) [data](data:text/html,<script>) [good](https://example.org/?a=\"b\"&c)"
[families.F]
published_by = ["P"]
doc = "</script><script>alert(4)</script>\u2028<!-- \u202Eright to left\u202C \u0000 \u0007 \u009B \uFFFE"
[types.Mood]
values = ["</code>", "\" onmouseover=\"alert(5)"]
[types.Quoted]
fields = { text = { type = "String", default = "`</script>` | \u202E", doc = "a | b\n\n- c\n- <b>d</b>" } }
[events.F.E]
when = "<svg onload=alert(6)> `code </code>` **bold <i>x</i>**"
deprecated = "</p></main> use `F.Other`"
doc = "<div>\n<script>alert(7)</script>\n</div>\n\n# Heading\n\n![image](https://example.org/x.png)\n\n<https://example.org/<b>>"
[events.F.E.fields]
mood = "Mood"
quoted = "Quoted"
class = { type = "String", doc = "]]> --> \" '" }
[subscribers.S]
consumes = ["*"]
doc = "\"><script>alert(8)</script>"
"#;

fn hostile() -> Site {
    let long = "VeryLongName".repeat(60);
    Site::of(&format!("{HOSTILE}\n[types.{long}]\nis = \"String\"\n[types.{long}Too]\nis = \"{long}\"\n"))
}

#[test]
fn nothing_of_the_catalog_becomes_markup() {
    let site = hostile();
    let all = Selector::parse("*").unwrap();
    for file in site.files().iter().filter(|file| file.ends_with(".html")) {
        let html = Html::parse_document(&site.read(file));
        assert_eq!(html.errors, Vec::<String>::new(), "{file}");
        for element in html.select(&all).map(|it| it.value()) {
            let handlers: Vec<_> = element.attrs().filter(|(name, _)| name.starts_with("on")).collect();
            assert!(handlers.is_empty(), "{file}: {element:?}");
            match element.name() {
                "script" => {
                    assert!(element.attr("src").is_some_and(|src| src.contains("assets/")), "{file}: {element:?}")
                }
                "a" | "link" => {
                    let href = element.attr("href").unwrap();
                    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
                    assert!(matches!(scheme, None | Some("https")), "{file}: {href}");
                }
                name => assert!(
                    !matches!(name, "img" | "iframe" | "object" | "style" | "base" | "b" | "i"),
                    "{file}: {name}"
                ),
            }
        }
    }
}

#[test]
fn invisible_characters_on_pages_are_shown() {
    let site = hostile();
    for file in site.files().iter().filter(|file| !file.ends_with("catalog.json")) {
        let text = site.read(file);
        let hidden =
            text.find(|c: char| (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c));
        assert_eq!(hidden, None, "{file}");
    }
    assert!(site.read("families/F.html").contains("⟦U+202E⟧right to left⟦U+202C⟧"));
}

#[test]
fn scripts_contain_hostile_texts_only_as_data() {
    let script = hostile().read("assets/catalog.js");
    assert!(!script.contains('<') && !script.contains('\u{2028}'), "{script}");
    assert!(script.contains("\\u003c/script>"));
}

#[test]
fn a_hostile_page_and_its_markdown_match_the_snapshots() {
    let site = hostile();
    expect_file!["snapshots/hostile.html"].assert_eq(&site.read("events/F.E.html").replace("><", ">\n<"));
    expect_file!["snapshots/hostile.md"].assert_eq(&site.read("events/F.E.md"));
}
