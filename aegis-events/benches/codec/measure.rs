//! Two ways to do the same, by turns.

use std::time::Instant;

/// Rounds of each contender; the median counts.
const ROUNDS: usize = 31;

/// Calls in one round.
const CALLS: usize = 20_000;

/// One row of the table.
pub(crate) struct Contest<'a> {
    of: &'a str,
    what: &'a str,
    derives: Option<Box<dyn Fn() -> usize + 'a>>,
    catalog: Option<Box<dyn Fn() -> usize + 'a>>,
}

impl<'a> Contest<'a> {
    pub(crate) fn new(of: &'a str, what: &'a str) -> Self {
        Self { of, what, derives: None, catalog: None }
    }

    pub(crate) fn derives(mut self, call: impl Fn() -> usize + 'a) -> Self {
        self.derives = Some(Box::new(call));
        self
    }

    pub(crate) fn catalog(mut self, call: impl Fn() -> usize + 'a) -> Self {
        self.catalog = Some(Box::new(call));
        self
    }

    pub(crate) fn print(self) {
        let (Some(derives), Some(catalog)) = (self.derives, self.catalog) else { return };
        let (mut by_hand, mut from_catalog) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            by_hand.push(round(&derives));
            from_catalog.push(round(&catalog));
        }
        let (by_hand, from_catalog) = (median(by_hand), median(from_catalog));
        println!("| {} | {} | {by_hand:.0} | {from_catalog:.0} | {:.2} |", self.of, self.what, by_hand / from_catalog);
    }
}

/// Nanoseconds per call.
fn round(call: &dyn Fn() -> usize) -> f64 {
    let start = Instant::now();
    let total: usize = (0..CALLS).map(|_| call()).sum();
    let elapsed = start.elapsed();
    assert!(total >= CALLS, "every call gives something");
    elapsed.as_nanos() as f64 / CALLS as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
