//! The agents: what each of them does in an execution.

mod prying;
mod survey;
mod walk;
mod watching;
mod words;

pub(crate) use prying::PryingMind;
pub(crate) use survey::SurveyMind;
pub(crate) use walk::Limits;
pub(crate) use watching::WatchingMind;
