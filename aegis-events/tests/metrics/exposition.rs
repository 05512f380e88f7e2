//! Prometheus's text format, read as strictly as `promtool check metrics` does, and its rules for names.

use std::collections::BTreeMap;

use aegis_events::metrics::all;

/// One metric with all its samples.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) kind: String,
    help: String,
    pub(crate) samples: Vec<Sample>,
}

#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

/// Reads a page, or fails with the line that is wrong.
pub(crate) fn parse(text: &str) -> Vec<Family> {
    assert!(text.is_empty() || text.ends_with('\n'), "the last line has no newline");
    let mut families: Vec<Family> = Vec::new();
    let mut help: Option<(String, String)> = None;
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, text) = rest.split_once(' ').unwrap_or_else(|| panic!("no help: {line}"));
            assert!(help.is_none(), "help without a type before: {line}");
            help = Some((name.to_owned(), text.to_owned()));
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap_or_else(|| panic!("no type: {line}"));
            let (described, text) = help.take().unwrap_or_else(|| panic!("no help before: {line}"));
            assert_eq!(described, name, "help of another metric");
            assert!(families.iter().all(|family| family.name != name), "a family twice: {line}");
            families.push(Family { name: name.into(), kind: kind.into(), help: text, samples: Vec::new() });
        } else {
            assert!(!line.starts_with('#'), "an unknown comment: {line}");
            let sample = sample(line);
            let family = families.last_mut().unwrap_or_else(|| panic!("no family before: {line}"));
            assert!(family.may_have(&sample.name), "not of `{}`: {line}", family.name);
            let same = |other: &Sample| other.name == sample.name && other.labels == sample.labels;
            assert!(!family.samples.iter().any(same), "a sample twice: {line}");
            family.samples.push(sample);
        }
    }
    assert!(help.is_none(), "help without a type at the end");
    families
}

impl Family {
    fn may_have(&self, sample: &str) -> bool {
        match self.kind.as_str() {
            "counter" | "gauge" => sample == self.name,
            "histogram" => ["_bucket", "_sum", "_count"].iter().any(|end| self.name.clone() + end == sample),
            other => panic!("`{}` is a {other}", self.name),
        }
    }

    /// The checks of `promtool check metrics`, and the consistency of histograms.
    pub(crate) fn lint(&self) {
        let Self { name, kind, help, samples } = self;
        assert!(!help.trim().is_empty() && !samples.is_empty(), "{name}: no help or no samples");
        assert!(name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_'), "{name}");
        assert_eq!(
            kind == "counter",
            name.ends_with("_total"),
            "{name}: counters, and only counters, end with `_total`"
        );
        let reserved = ["_sum", "_bucket", "_count"].iter().any(|end| name.ends_with(end));
        assert!(kind == "histogram" || !reserved, "{name}: a suffix of histograms");
        for word in ["counter", "gauge", "histogram", "summary", "ms", "milliseconds", "minutes", "hours", "kilobytes"]
        {
            assert!(name.split('_').all(|part| part != word), "{name}: `{word}` in a name");
        }
        for sample in samples {
            assert!(sample.value.is_finite() && (kind != "counter" || sample.value >= 0.0), "{sample:?}");
        }
        if kind == "histogram" {
            self.check_histograms();
        }
    }

    fn check_histograms(&self) {
        let mut series: BTreeMap<_, (Vec<(f64, f64)>, f64)> = BTreeMap::new();
        for sample in &self.samples {
            let mut labels = sample.labels.clone();
            let le = labels.remove("le");
            let (buckets, count) = series.entry(labels).or_default();
            match (le, sample.name.ends_with("_bucket")) {
                (Some(le), true) => buckets.push((number(&le), sample.value)),
                (None, false) if sample.name.ends_with("_count") => *count = sample.value,
                (le, _) => assert!(le.is_none(), "`le` is for buckets: {sample:?}"),
            }
        }
        for (labels, (buckets, count)) in series {
            let ascending = buckets.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
            assert!(ascending, "{}{labels:?}: {buckets:?}", self.name);
            let last = buckets.last().unwrap();
            assert!(last.0.is_infinite() && last.1 == count, "{}{labels:?}: {last:?} of {count}", self.name);
            let known = all().find(|metric| metric.name() == self.name).unwrap();
            assert_eq!(buckets.len(), known.buckets().len() + 1, "{}", self.name);
        }
    }
}

fn sample(line: &str) -> Sample {
    let name_end = line.find(['{', ' ']).unwrap_or_else(|| panic!("no value: {line}"));
    let (name, rest) = line.split_at(name_end);
    let mut labels = BTreeMap::new();
    let mut rest = rest;
    if let Some(mut inside) = rest.strip_prefix('{') {
        loop {
            let (label, after) = inside.split_once("=\"").unwrap_or_else(|| panic!("no label: {line}"));
            let (value, after) = quoted(after).unwrap_or_else(|| panic!("no end of a value: {line}"));
            assert!(label.bytes().all(|c| c.is_ascii_lowercase() || c == b'_'), "a label's name: {line}");
            assert!(labels.insert(label.to_owned(), value).is_none(), "a label twice: {line}");
            if let Some(after) = after.strip_prefix('}') {
                rest = after;
                break;
            }
            inside = after.strip_prefix(',').unwrap_or_else(|| panic!("neither `,` nor `}}`: {line}"));
        }
    }
    let value = number(rest.strip_prefix(' ').unwrap_or_else(|| panic!("no space before the value: {line}")));
    Sample { name: name.into(), labels, value }
}

/// A label's value without its escapes, and what follows its closing quote.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    loop {
        match chars.next()? {
            (at, '"') => return Some((value, &text[at + 1..])),
            (_, '\\') => match chars.next()?.1 {
                'n' => value.push('\n'),
                escaped @ ('\\' | '"') => value.push(escaped),
                _ => return None,
            },
            (_, c) => value.push(c),
        }
    }
}

fn number(text: &str) -> f64 {
    match text {
        "+Inf" => f64::INFINITY,
        text => text.parse().unwrap_or_else(|_| panic!("not a number: {text}")),
    }
}
