//! Reading the fields of a JSON object, and noting what could not be read there.
//!
//! A field of the wrong type is left out and noted with its path; the rest of the object stands. An id that is none is worse:
//! nothing could be told apart, so the file is refused.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;
use linchpin_model::{Moment, Problem};

use super::json::{Json, Object, Value};
use super::{Unreadable, shown};

/// The most problems that are told one by one.
const MAX_PROBLEMS: usize = 1000;

/// What was noted while a file was read.
pub(crate) struct Notes<'j, 'a> {
    json: &'j Json<'a>,
    noted: Vec<Note>,
    /// How many more there were than are kept.
    more: usize,
}

struct Note {
    offset: usize,
    message: String,
    hint: Option<String>,
}

impl<'j, 'a> Notes<'j, 'a> {
    /// Nothing noted but the characters that the guard removed.
    pub(crate) fn new(json: &'j Json<'a>) -> Self {
        let mut notes = Self { json, noted: Vec::new(), more: 0 };
        for &offset in json.nulls() {
            notes.push(offset, "The character U+0000 was removed from a text.".into(), None);
        }
        notes
    }

    /// Notes a problem at a value.
    pub(crate) fn note(&mut self, value: Value<'j>, message: impl Into<String>) {
        self.push(self.json.offset(value), message.into(), None);
    }

    /// Notes a problem at a value, with what to do next.
    pub(crate) fn note_with_hint(&mut self, value: Value<'j>, message: impl Into<String>, hint: &str) {
        self.push(self.json.offset(value), message.into(), Some(hint.into()));
    }

    /// Refuses the file because of a value.
    pub(crate) fn refuse(&self, value: Value<'j>, message: impl Into<String>) -> Unreadable {
        let place = self.json.places(&[self.json.offset(value)]).remove(0);
        Unreadable::new(message).place(place)
    }

    /// The problems with their places, in the order of the file.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        self.noted.sort_by_key(|note| note.offset);
        let offsets: Vec<_> = self.noted.iter().map(|note| note.offset).collect();
        let places = self.json.places(&offsets);
        let told = self.noted.into_iter().zip(places).map(|(note, place)| Problem {
            place,
            message: note.message,
            hint: note.hint,
        });
        let rest = (self.more > 0).then(|| Problem {
            place: "the whole file".into(),
            message: format!("{} more problems are not told one by one.", self.more),
            hint: None,
        });
        told.chain(rest).collect()
    }

    /// A text; empty is nothing.
    pub(crate) fn text(&mut self, object: &Object<'j>, key: &str) -> Option<Cow<'j, str>> {
        let value = object.get(key)?;
        let text = value.text();
        if text.is_none() {
            self.wrong(value, key, "a text");
        }
        text.filter(|text| !text.is_empty())
    }

    /// An object.
    pub(crate) fn object(&mut self, object: &Object<'j>, key: &str) -> Option<Object<'j>> {
        let value = object.get(key)?;
        let inner = value.object();
        if inner.is_none() {
            self.wrong(value, key, "an object");
        }
        inner
    }

    /// The elements of a list; none where it is missing.
    pub(crate) fn list(&mut self, object: &Object<'j>, key: &str) -> Vec<Value<'j>> {
        let Some(value) = object.get(key) else {
            return Vec::new();
        };
        match value.elements() {
            Some(elements) => elements.collect(),
            None => {
                self.wrong(value, key, "a list");
                Vec::new()
            }
        }
    }

    /// The elements of a list that are objects.
    pub(crate) fn objects(&mut self, object: &Object<'j>, key: &str) -> Vec<Object<'j>> {
        let elements = self.list(object, key);
        elements.into_iter().filter_map(|value| self.as_object(value)).collect()
    }

    /// A value that should be an object.
    pub(crate) fn as_object(&mut self, value: Value<'j>) -> Option<Object<'j>> {
        let object = value.object();
        if object.is_none() && !value.is_null() {
            self.note(
                value,
                format!("This is {}, where an object was expected; it was left out.", value.kind()),
            );
        }
        object
    }

    /// A moment such as `2026-03-02T09:00:00Z` or `2011-10-18T21:08:15.862-0500`.
    pub(crate) fn moment(&mut self, object: &Object<'j>, key: &str) -> Option<Moment> {
        let value = object.get(key)?;
        let moment = value.text().and_then(|text| moment(&text));
        if moment.is_none() {
            self.wrong(value, key, "a moment such as 2026-03-02T09:00:00Z");
        }
        moment
    }

    /// A day such as `2026-03-02`; of a moment, the day it is written with.
    pub(crate) fn day(&mut self, object: &Object<'j>, key: &str) -> Option<Date> {
        let value = object.get(key)?;
        let day = value.text().and_then(|text| day(&text));
        if day.is_none() {
            self.wrong(value, key, "a day such as 2026-03-02");
        }
        day
    }

    /// A count: a whole number from 0.
    pub(crate) fn count(&mut self, object: &Object<'j>, key: &str) -> Option<u64> {
        let value = object.get(key)?;
        let count = value.number().and_then(|number| number.parse().ok());
        if count.is_none() {
            self.wrong(value, key, "a whole number from 0");
        }
        count
    }

    /// An id, as text with every digit: a text, or a whole number above 0.
    pub(crate) fn id(&self, object: &Object<'j>, key: &str) -> Result<Option<String>, Unreadable> {
        let Some(value) = object.get(key) else {
            return Ok(None);
        };
        let number = value.number().filter(|number| is_id(number)).map(str::to_string);
        match value.text().filter(|text| !text.is_empty()).map(Cow::into_owned).or(number) {
            Some(id) => Ok(Some(id)),
            None => Err(self.refuse(
                value,
                format!("`{key}` is {}, which cannot be an id: it is out of range.", described(value)),
            )),
        }
    }

    /// Notes that a member is of the wrong type and was left out.
    pub(crate) fn wrong(&mut self, value: Value<'j>, key: &str, expected: &str) {
        let found = described(value);
        self.note(value, format!("`{key}` is {found}, where {expected} was expected; it was left out."));
    }

    fn push(&mut self, offset: usize, message: String, hint: Option<String>) {
        if self.noted.len() == MAX_PROBLEMS {
            self.more += 1;
            return;
        }
        self.noted.push(Note { offset, message, hint });
    }
}

/// What a value is: short ones as they are, others by their kind.
fn described(value: Value<'_>) -> String {
    match (value.text(), value.number()) {
        (Some(text), _) => format!("“{}”", shown(&text)),
        (_, Some(number)) => format!("the number {}", shown(number)),
        _ => value.kind().into(),
    }
}

fn is_id(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit()) && number != "0"
}

/// A moment as trackers write it. Without an offset it is in UTC.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let zoned = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z"];
    let with_offset = |format| BrokenDownTime::parse(format, text).ok()?.to_timestamp().ok();
    if let Some(timestamp) = zoned.into_iter().find_map(with_offset) {
        return Some(timestamp.into());
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().into())
}

/// A day, or the day that a moment is written with.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_every_tracker_writes_them() {
        let check =
            |text, expected: &str| assert_eq!(moment(text).map(|m| m.to_string()).as_deref(), Some(expected));
        check("2011-10-18T21:08:15.862-0500", "2011-10-19T02:08:15.862Z");
        check("2013-06-12T15:52:59.026+0000", "2013-06-12T15:52:59.026Z");
        check("2026-04-16T02:00:27.027035+00:00", "2026-04-16T02:00:27.027Z");
        check("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z");
        check("2026-03-02T09:00:00", "2026-03-02T09:00:00Z");
        assert_eq!(moment("yesterday"), None);
        assert_eq!(moment("2026-02-30T09:00:00Z"), None);
    }
}
