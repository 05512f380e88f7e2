//! `aegis-events history DATABASE`: show recorded events.

mod arguments;
mod counts;
mod read;
mod time;

pub(crate) use arguments::Arguments;

use crate::out::{Answer, Out};
use crate::runtime::block_on;

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    arguments.check_ranges()?;
    block_on(read::read(arguments, out))
}
