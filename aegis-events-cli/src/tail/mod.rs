//! `aegis-events tail [ADDRESS]`: show live events of a service.

mod address;
mod arguments;
mod connect;
mod follow;
mod pause;
mod request;

pub(crate) use arguments::Arguments;

use crate::out::{Answer, Out};
use crate::runtime::{block_on, until_interrupted};

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    block_on(until_interrupted(follow::follow(arguments, out)))
}
