//! Findings as workflow commands, which GitHub shows as annotations.

use super::model::{Breaks, Finding};

/// `::error file=catalog.toml,line=4,col=15,title=AE0012::unknown publisher ..`
pub(super) fn annotation(finding: &Finding) -> String {
    let level = finding.severity.name();
    let place = finding.place.as_ref().map_or_else(String::new, |place| {
        format!("file={},line={},col={},", property(&place.file), place.line, place.column)
    });
    let mut title = finding.rule.name();
    let mut text = finding.message.clone();
    if let Some(Breaks { brief, lines }) = &finding.breaks {
        if !brief.is_empty() {
            title.push_str(&format!(" {brief}"));
        }
        text.extend(lines.iter().map(|line| format!("\n{line}")));
    }
    text.extend(finding.help.iter().map(|help| format!("\nhelp: {help}")));
    format!("::{level} {place}title={}::{}", property(&title), data(&text))
}

/// Escape text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escape the value of `name=value`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
