//! The exporter's text as a reader wants it: in a fixed order, where its own is that of hash tables, and with every histogram whole.
//!
//! What enters is the exporter's text: families of lines with an empty line between; what leaves are the same lines, families by name and
//! series by labels, the lines of one histogram in their own order.

use std::borrow::Cow;

/// The text in order.
pub(super) fn ordered(text: &str) -> String {
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
    series: Vec<Vec<Cow<'a, str>>>,
}

impl<'a> Family<'a> {
    fn of(text: &'a str) -> Self {
        let (comments, samples): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
        let words = comments.last().map(|comment| comment.split(' ').collect::<Vec<_>>()).unwrap_or_default();
        let (name, kind) = (words.get(2).copied().unwrap_or_default(), words.get(3).copied().unwrap_or_default());
        let mut series: Vec<Vec<Cow<'_, str>>> = Vec::new();
        let mut is_whole = true;
        for sample in samples {
            let sample = if kind == "histogram" { counted(name, sample) } else { sample.into() };
            let ends = kind != "histogram" || is(name, "_count", &sample);
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

/// A histogram whose own name ends in `count`, as that of `aegis_iteration_count` does, gets no `_count` after it from the exporter, which
/// takes it for there already.
fn counted<'a>(family: &str, sample: &'a str) -> Cow<'a, str> {
    match sample.strip_prefix(family) {
        Some(rest) if is(family, "", sample) => format!("{family}_count{rest}").into(),
        _ => sample.into(),
    }
}

/// Whether a sample is the one of a family with this at the end of its name.
fn is(family: &str, end: &str, sample: &str) -> bool {
    let rest = sample.strip_prefix(family).and_then(|rest| rest.strip_prefix(end));
    rest.is_some_and(|rest| rest.starts_with(['{', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_stand_by_name_and_series_by_labels_with_histograms_whole() {
        let text = "\
# HELP b A histogram.
# TYPE b histogram
b_bucket{s=\"y\",le=\"1\"} 1
b_bucket{s=\"y\",le=\"+Inf\"} 1
b_sum{s=\"y\"} 1
b_count{s=\"y\"} 1
b_bucket{s=\"x\",le=\"1\"} 0
b_bucket{s=\"x\",le=\"+Inf\"} 0
b_sum{s=\"x\"} 0
b_count{s=\"x\"} 0

# HELP a A gauge.
# TYPE a gauge
a{s=\"2\"} 2
a{s=\"1\"} 1

";
        let expected = "\
# HELP a A gauge.
# TYPE a gauge
a{s=\"1\"} 1
a{s=\"2\"} 2
# HELP b A histogram.
# TYPE b histogram
b_bucket{s=\"x\",le=\"1\"} 0
b_bucket{s=\"x\",le=\"+Inf\"} 0
b_sum{s=\"x\"} 0
b_count{s=\"x\"} 0
b_bucket{s=\"y\",le=\"1\"} 1
b_bucket{s=\"y\",le=\"+Inf\"} 1
b_sum{s=\"y\"} 1
b_count{s=\"y\"} 1
";
        assert_eq!(ordered(text), expected);
        assert_eq!(ordered(""), "");
    }

    #[test]
    fn a_histogram_that_is_called_a_count_has_its_count_all_the_same() {
        let text = "# TYPE a_count histogram\na_count_bucket{le=\"+Inf\"} 2\na_count_sum 3\na_count 2\n\n# TYPE b_count gauge\nb_count 1\n\n";
        let expected = "# TYPE a_count histogram\na_count_bucket{le=\"+Inf\"} 2\na_count_sum 3\na_count_count 2\n# TYPE b_count gauge\nb_count 1\n";
        assert_eq!(ordered(text), expected);
    }
}
