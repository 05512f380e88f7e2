//! A scrape in a fixed order: families by name, series by labels. The exporter's order is that of hash tables.

/// The text in order.
pub(crate) fn ordered(text: &str) -> String {
    let mut families: Vec<Family<'_>> =
        text.split("\n\n").filter(|family| !family.is_empty()).map(Family::of).collect();
    families.sort_by_key(|family| family.name);
    let mut ordered = String::with_capacity(text.len());
    let mut add = |line: &str| {
        ordered.push_str(line);
        ordered.push('\n');
    };
    for Family { comments, series, .. } in &families {
        comments.iter().for_each(|comment| add(comment));
        series.iter().flatten().for_each(|line| add(line));
    }
    ordered
}

struct Family<'a> {
    name: &'a str,
    comments: Vec<&'a str>,
    /// The lines of each series: one, or those of a histogram.
    series: Vec<Vec<&'a str>>,
}

impl<'a> Family<'a> {
    fn of(text: &'a str) -> Self {
        let (comments, samples): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
        let words = comments.last().map(|comment| comment.split(' ').collect::<Vec<_>>()).unwrap_or_default();
        let (name, kind) = (words.get(2).copied().unwrap_or_default(), words.get(3).copied().unwrap_or_default());
        let mut series: Vec<Vec<&str>> = Vec::new();
        let mut is_whole = true;
        for sample in samples {
            let ends = kind != "histogram" || is(name, "_count", sample);
            match series.last_mut().filter(|_| !is_whole) {
                Some(lines) => lines.push(sample),
                None => series.push(vec![sample]),
            }
            is_whole = ends;
        }
        series.sort_by(|a, b| a.first().cmp(&b.first()));
        Self { name, comments, series }
    }
}

/// Whether a sample's name is the family's name with this suffix.
fn is(family: &str, end: &str, sample: &str) -> bool {
    let rest = sample.strip_prefix(family).and_then(|rest| rest.strip_prefix(end));
    rest.is_some_and(|rest| rest.starts_with(['{', ' ']))
}
