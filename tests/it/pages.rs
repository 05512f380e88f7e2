//! The Rust blocks of README.md and the pages under `docs`, compiled and run in the tests of `tests/pages`. See `build.rs`.

macro_rules! pages {
    ($($page:ident),* $(,)?) => {$(
        #[allow(dead_code, unreachable_pub, unused_variables, reason = "the blocks are parts of a reader's program")]
        mod $page {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($page), ".rs"));
        }
    )*};
}

pages!(each_observer, history, observers, outbox, publishing, subscribing, testing);
