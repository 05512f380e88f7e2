//! Proofs: every event has one, and only events do.

use aegis_events::EventId;
use aegis_events::audit::{AuditError, ProofError, check_proof, prove};

use crate::books::{Books, with_help};

#[tokio::test]
async fn every_event_has_a_proof_that_shows_exactly_its_line() {
    let books = Books::of(12, 5).await;
    let key = books.key();
    for (index, line) in books.lines().iter().enumerate().skip(1) {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let event_id: EventId = entry["event_id"].as_str().unwrap().parse().unwrap();
        let proof = prove(books.path(), event_id).unwrap();
        let proven = check_proof(&proof.to_string(), std::slice::from_ref(&key)).unwrap();
        assert_eq!((proven.index(), proven.entry()), (index as u64, line.as_bytes()));
        assert_eq!(proven.checkpoint().size(), 13);
        assert_eq!(proven, proof);
    }
}

#[tokio::test]
async fn no_byte_of_a_proof_changes_what_it_proves() {
    let books = Books::of(6, 6).await;
    let key = books.key();
    let entry: serde_json::Value = serde_json::from_str(&books.lines()[3]).unwrap();
    let proof = prove(books.path(), entry["event_id"].as_str().unwrap().parse().unwrap()).unwrap();
    let text = proof.to_string();
    for at in 0..text.len() {
        for flip in [0x01, 0x02, 0x20] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let checked = check_proof(&changed, std::slice::from_ref(&key));
            assert!(checked.is_err(), "byte {at}: {changed}");
        }
    }
}

#[tokio::test]
async fn an_event_that_is_not_there_has_no_proof() {
    let books = Books::of(2, 2).await;
    let event_id: EventId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    assert_eq!(
        with_help(&prove(books.path(), event_id).unwrap_err()),
        "no sealed entry of the log is about the event 01890a5d-ac96-774b-bcce-b302099a8057 (sealed entries: 3)\n  \
         help: if the event is recent, try again after the next checkpoint"
    );
    let nowhere = books.path().join("nowhere");
    let error = prove(&nowhere, event_id).unwrap_err();
    assert!(matches!(error, AuditError::NoLog { .. }));
    assert_eq!(
        with_help(&error),
        format!(
            "there is no audit log in `{}`\n  help: name the folder that contains the files `entries-*.jsonl`",
            nowhere.display()
        )
    );
}

#[tokio::test]
async fn a_proof_by_another_key_is_refused_with_its_signer() {
    let (books, stranger) = (Books::of(2, 2).await, Books::of(1, 1).await.key());
    let entry: serde_json::Value = serde_json::from_str(&books.lines()[1]).unwrap();
    let proof = prove(books.path(), entry["event_id"].as_str().unwrap().parse().unwrap()).unwrap();
    let key = books.key().to_string();
    let by = key.rsplit_once('+').unwrap().0;
    let text = check_proof(&proof.to_string(), &[stranger]).unwrap_err().to_string();
    // The base64 of a key may contain a `+`.
    assert!(text.starts_with("the proof's checkpoint is signed by `aegis-events-audit+"), "{text}");
    assert!(text.contains(&by[..27]), "{text}");
}

#[test]
fn a_text_that_is_not_a_proof_is_refused_with_the_reason() {
    let first = "c2sp.org/tlog-proof@v1";
    for (text, why) in [
        (String::new(), "there is no empty line in it"),
        ("x\n\n".into(), "its first line is not `c2sp.org/tlog-proof@v1`"),
        (format!("{first}\n\n"), "its second line is not `extra` with the entry in base64"),
        (format!("{first}\nextra AAAA\nindex 01\n\n"), "its third line is not `index` with a number"),
        (format!("{first}\nextra AAAA\nindex 1\nAAAA\n\n"), "a digest in it is not 32 bytes in base64"),
    ] {
        let error = check_proof(&text, &[]).unwrap_err();
        assert_eq!(error, ProofError::Malformed { why }, "{text}");
    }
    assert_eq!(
        ProofError::Malformed { why: "there is no empty line in it" }.to_string(),
        "not a proof: there is no empty line in it"
    );
    assert_eq!(
        ProofError::NotIncluded { index: 7 }.to_string(),
        "the entry is not entry 7 of the sealed log: the proof was changed or forged"
    );
}
