//! A log that is written while it is verified.

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use tempfile::TempDir;

use super::Walk;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::files::{Segment, checkpoints};
use crate::audit::line::Head;
use crate::audit::tests::{TestEvent, read};
use crate::audit::{AuditConfig, AuditLog};
use crate::bus::BusConfig;
use crate::bus::EventBus;

#[tokio::test]
async fn a_file_that_is_begun_meanwhile_is_not_missing() {
    let folder = TempDir::new().unwrap();
    let (whole, growing) = (folder.path().join("whole"), folder.path().join("growing"));
    let log = AuditLog::open(AuditConfig::new(&whole).with_max_file_size(4_096).unwrap()).unwrap();
    let key = log.public_key().clone();
    let (bus, publishers) = EventBus::<TestEvent>::new(BusConfig::default());
    let log = log.run::<TestEvent>(&bus);
    for n in 0..12 {
        publishers.fsal.publish(read(n)).unwrap();
        log.seal().await.unwrap();
    }

    // As it was when the first file was full: each entry is sealed.
    let files = Segment::all(&whole).unwrap();
    let size = files[1].first;
    fs::create_dir(&growing).unwrap();
    fs::copy(&files[0].path, Segment::of(&growing, 0).path).unwrap();
    let all = Checkpoint::all(&fs::read_to_string(checkpoints(&whole)).unwrap()).unwrap();
    let (before, later): (Vec<_>, Vec<_>) = all.iter().partition(|checkpoint| checkpoint.size() <= size);
    let text = |of: &[&Checkpoint]| of.iter().map(|checkpoint| format!("{checkpoint}\n")).collect::<String>();
    fs::write(checkpoints(&growing), text(&before)).unwrap();

    let mut see = |head: &Head<'_>, _: &[u8], _| {
        if head.index == size - 1 {
            // It goes on: a second file, and then its checkpoints.
            fs::copy(&files[1].path, Segment::of(&growing, size).path).unwrap();
            let mut file = OpenOptions::new().append(true).open(checkpoints(&growing)).unwrap();
            file.write_all(text(&later).as_bytes()).unwrap();
        }
    };
    let walked = Walk { folder: &growing, expected: &[], given: &[key], see: &mut see }.run().unwrap();
    assert_eq!((walked.finding, walked.sealed), (None, size));
}
