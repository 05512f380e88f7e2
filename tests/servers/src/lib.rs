//! Private servers for tests.
//!
//! A [`Postgres`] has its own data folder and its own port on loopback. It never touches a server that it has not started, needs
//! no rights beyond those of the test, and is gone with the process that started it, however that process ends.
//!
//! The programs come from the system; `cargo xtask test` installs what is [missing](find).

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
