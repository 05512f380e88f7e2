//! Private servers for tests.
//!
//! A [`Postgres`] has its own data folder and its own port on loopback. It changes no other server, needs only the rights of the test,
//! and ends with the process that started it, also after `kill -9`.
//!
//! The programs come from the system; `cargo xtask test` installs the [missing](find) ones.

mod environment;
pub mod find;
mod folders;
mod port;
mod postgres;
mod private;
mod psql;
mod supervisor;
mod user;

pub use postgres::{Database, Postgres};
