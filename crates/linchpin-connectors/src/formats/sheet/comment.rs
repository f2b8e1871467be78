//! A comment as Jira's export writes it: `10/Jan/26 11:19 AM;author;text`. The text is not kept.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use linchpin_model::{Comment, CommentField, ExternalId, Observation, Seen, Thing};

use super::super::cell::date;
use super::super::cell::person::Who;
use super::super::table::Serials;
use super::identity::Identity;
use super::things::Things;

/// A comment that was read, whose id others may have: it is made of item, moment and author.
pub(super) struct Remark(Seen<Comment>);

impl Remark {
    /// The comment with an id of its own: later ones of the same item, moment and author are numbered.
    pub(super) fn numbered(self, known: &mut HashMap<ExternalId, usize>) -> Observation {
        let Self(mut seen) = self;
        let count = known.entry(seen.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            seen.id = ExternalId::from(format!("{} {count}", seen.id));
        }
        seen.into()
    }
}

/// Who remarked on a row, and when; none if the cell is not written so.
pub(super) fn read(text: &str, row: &Identity, zone: &TimeZone, things: &mut Things) -> Option<Remark> {
    let mut parts = text.splitn(3, ';');
    let (day, author) = (parts.next()?, parts.next()?.trim());
    let at = date::parse(day, None, Serials::From1900).ok()?.moment(zone);
    parts.next()?;
    if author.is_empty() || row.is_milestone {
        return None;
    }
    let by = things.person(&Who { name: None, address: None }, Some(author));
    let mut seen = Seen::<Comment>::new(ExternalId::from(format!("{} {at} {by}", row.id)));
    seen.created_at = Some(at);
    seen.by = Some(by.clone());
    seen.set = vec![CommentField::About(Some(Thing::Item(row.id.clone()))), CommentField::By(Some(by))];
    Some(Remark(seen))
}
