//! Checks of the database at the end of a test.

use std::collections::{BTreeMap, BTreeSet};

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::History;

use super::database::Database;
use super::load::Outcome;

/// Checks that confirmed events are recorded once and rolled-back events are not, that each state has its event and each event its
/// state, that positions have no gaps, and that outbox and dead letters are empty. Returns the number of events.
pub(crate) async fn balance(
    database: &Database<'_>,
    history: &History<DomainEvent>,
    outcomes: &[(Outcome, VolumeId)],
) -> u64 {
    let recorded = all(database, "SELECT volume_id, event_type FROM domain_events");
    let mut times = BTreeMap::<&str, u32>::new();
    for (volume_id, _) in &recorded {
        *times.entry(volume_id).or_default() += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "recorded more than once: {twice:?}");

    let known =
        |what: Outcome| outcomes.iter().filter(move |(outcome, _)| *outcome == what).map(|(_, id)| id.to_string());
    for (what, is_there) in [(Outcome::Published, true), (Outcome::Committed, true), (Outcome::RolledBack, false)] {
        let wrong: Vec<_> = known(what).filter(|id| times.contains_key(id.as_str()) != is_there).collect();
        assert!(wrong.is_empty(), "{what:?}, but recorded is not {is_there}: {wrong:?}");
    }

    let state: BTreeSet<_> = database.sql("SELECT volume_id FROM state").into_iter().collect();
    let of_outbox: BTreeSet<_> =
        recorded.iter().filter(|(_, kind)| kind == "VolumeExpired").map(|(id, _)| id.clone()).collect();
    let apart: Vec<_> = state.symmetric_difference(&of_outbox).collect();
    assert!(apart.is_empty(), "state without event, or event without state: {apart:?}");

    assert_eq!(database.value("SELECT count(*) FROM event_outbox"), "0", "the outbox is delivered");
    assert_eq!(database.value("SELECT count(*) FROM event_dead_letters"), "0", "there are no dead letters");
    let total = times.len() as u64;
    let dense = format!("{total}|{}|{total}", u64::from(total > 0));
    assert_eq!(
        database.value("SELECT count(*), coalesce(min(position), 0), coalesce(max(position), 0) FROM domain_events"),
        dense
    );
    let gaps = history.gaps().await.unwrap();
    assert!(gaps.is_sound() && gaps.last_position == total && gaps.present == total, "{gaps:?}");
    total
}

fn all(database: &Database<'_>, sql: &str) -> Vec<(String, String)> {
    let rows = database.sql(sql);
    rows.iter().map(|row| row.split_once('|').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}
