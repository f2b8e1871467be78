//! What a request asks for in its address, and how a program is told that it asks wrongly.

use std::fmt::Display;

use linchpin_analysis::thing_of;
use linchpin_model::{DayEnd, MilestoneId, Moment, PersonId, ProgramId, Thing, World, moment_told};

use crate::error::WebError;
use crate::site::Site;

/// Things of a page, and the most that may be asked for.
pub(crate) const PAGE: (usize, usize) = (50, 200);

/// The largest number that every reader of JSON keeps whole.
pub(crate) const MOST_WHOLE: u64 = (1 << 53) - 1;

/// The moment that a text means.
pub(super) fn moment(site: &Site, text: Option<&str>, end: DayEnd) -> Result<Option<Moment>, WebError> {
    let read = |text: &str| {
        moment_told(text, site.hub().now(), end).ok_or_else(|| WebError::Wrong {
            what: format!("“{text}” is no moment; write 2027-04-06, 2027-04-06T09:14:00Z or 2w"),
        })
    };
    text.map(read).transpose()
}

/// Refuses a number that is not from `least` to `most`.
pub(super) fn within<N: PartialOrd + Display>(
    name: &str,
    number: Option<N>,
    least: N,
    most: N,
) -> Result<(), WebError> {
    match number {
        Some(number) if number < least || number > most => {
            Err(WebError::Wrong { what: format!("`{name}` goes from {least} to {most}") })
        }
        _ => Ok(()),
    }
}

/// How many of a page.
pub(super) fn limit(asked: Option<usize>) -> Result<usize, WebError> {
    within("limit", asked, 1, PAGE.1)?;
    Ok(asked.unwrap_or(PAGE.0))
}

/// The thing with a key.
pub(super) fn thing(world: &World, key: &str) -> Result<Thing, WebError> {
    thing_of(world, key).ok_or_else(|| WebError::not_found(format!("There is nothing with the key “{key}”")))
}

/// The program with a key.
pub(super) fn program(world: &World, key: &str) -> Result<ProgramId, WebError> {
    match thing(world, key)? {
        Thing::Program(program) => Ok(program),
        other => Err(is_other(key, other, "a program")),
    }
}

/// The milestone with a key.
pub(super) fn milestone(world: &World, key: &str) -> Result<MilestoneId, WebError> {
    match thing(world, key)? {
        Thing::Milestone(milestone) => Ok(milestone),
        other => Err(is_other(key, other, "a milestone")),
    }
}

/// The person with a key.
pub(super) fn person(world: &World, key: &str) -> Result<PersonId, WebError> {
    match thing(world, key)? {
        Thing::Person(person) => Ok(person),
        other => Err(is_other(key, other, "a person")),
    }
}

fn is_other(key: &str, thing: Thing, wanted: &str) -> WebError {
    WebError::Wrong { what: format!("“{key}” is {}, not {wanted}", thing.kind().one()) }
}
