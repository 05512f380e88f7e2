//! The items that the attributes stand on.

mod derives;
mod domain_enum;
mod event_struct;

pub(crate) use domain_enum::DomainEnum;
pub(crate) use event_struct::EventStruct;
