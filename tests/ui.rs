//! Mistakes and their compile errors. To add a case, add a Rust file and its catalog.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/publish/*.rs");
    cases.compile_fail("ui/subscribe/*.rs");
    cases.compile_fail("ui/domain_event/*.rs");
    cases.compile_fail("ui/domain_events/*.rs");
}
