//! No file contains sensitive fields, at any depth.

use crate::books::{Books, SECRET};

#[tokio::test]
async fn sensitive_fields_are_redacted_at_every_depth() {
    let books = Books::of(3, 1).await;
    let text = books.text();
    assert!(!text.contains(SECRET));
    // Six values: a field, and the token of an access in a field, in lists and in a map.
    for line in &books.lines()[1..] {
        assert_eq!(line.matches("\"[redacted]\"").count(), 6, "{line}");
        assert_eq!(line.matches("\"user\":\"alice\"").count(), 5, "{line}");
    }
}

#[tokio::test]
async fn redaction_does_not_affect_later_writers_of_the_thread() {
    let event = crate::Audited::from(crate::books::asked(1));
    let mut redacted = Vec::new();
    event.payload().write_redacted_json(&mut redacted).unwrap();
    let json = String::from_utf8(event.to_json().unwrap()).unwrap();
    assert_eq!(json.matches(SECRET).count(), 6);
    assert!(!String::from_utf8(redacted).unwrap().contains(SECRET));
}
