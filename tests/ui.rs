//! Compile-time mistakes and what is said about them. A new case is a new file, with its own small catalog beside it.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/publish/*.rs");
    cases.compile_fail("ui/subscribe/*.rs");
    cases.compile_fail("ui/domain_event/*.rs");
    cases.compile_fail("ui/domain_events/*.rs");
}
