//! The items under the attributes.

mod derives;
mod domain_enum;
mod event_struct;

pub(crate) use domain_enum::DomainEnum;
pub(crate) use event_struct::EventStruct;
