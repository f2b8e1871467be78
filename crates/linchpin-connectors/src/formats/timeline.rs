//! From what an item is today and how it changed: what it was at first.

use linchpin_model::fact::FieldValue;
use linchpin_model::observation::Change;
use linchpin_model::{External, ExternalId, Item, ItemField, Moment, Seen};

/// A field of an observed item.
pub(crate) type Field = ItemField<External>;

/// One change, with the values on both sides of it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) at: Moment,
    pub(crate) by: Option<ExternalId>,
    pub(crate) was: Vec<Field>,
    pub(crate) is: Vec<Field>,
}

/// Gives the item its history, and the values that it had at first, by walking the steps back from those of today.
///
/// Steps are put in the order of their moments; those of one moment keep their order. What one person did at one moment
/// to several fields is one change.
pub(crate) fn tell(seen: &mut Seen<Item>, mut steps: Vec<Step>) {
    steps.retain(|step| step.was != step.is);
    if steps.is_empty() {
        return;
    }
    steps.sort_by_key(|step| step.at);
    seen.at_first = seen.set.clone();
    for step in steps.iter().rev() {
        step.was.iter().for_each(|field| put(&mut seen.at_first, field.clone()));
    }
    for step in steps {
        match seen.history.last_mut() {
            Some(last) if last.at == step.at && last.by == step.by && are_apart(&last.set, &step.is) => {
                last.set.extend(step.is);
            }
            _ => seen.history.push(Change { at: step.at, by: step.by, set: step.is }),
        }
    }
}

/// Whether no field is in both.
fn are_apart(some: &[Field], others: &[Field]) -> bool {
    some.iter().all(|field| others.iter().all(|other| !other.same_field(field)))
}

/// Sets a field among others.
pub(crate) fn put(fields: &mut Vec<Field>, field: Field) {
    match fields.iter_mut().find(|other| other.same_field(&field)) {
        Some(other) => *other = field,
        None => fields.push(field),
    }
}

/// That something joined a list or left it.
pub(crate) struct Membership {
    pub(crate) at: Moment,
    pub(crate) by: Option<ExternalId>,
    pub(crate) who: ExternalId,
    pub(crate) joins: bool,
}

/// The steps of a list, walked back from its members of today.
pub(crate) fn members(
    changes: Vec<Membership>,
    mut members: Vec<ExternalId>,
    fields: impl Fn(&[ExternalId]) -> Vec<Field>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    for change in changes.into_iter().rev() {
        let is = fields(&members);
        let place = members.iter().position(|member| *member == change.who);
        match (change.joins, place) {
            (true, Some(place)) => {
                members.remove(place);
            }
            (false, None) => members.push(change.who),
            _ => continue,
        }
        steps.push(Step { at: change.at, by: change.by, was: fields(&members), is });
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_item_was_at_first_is_what_its_steps_lead_back_to() {
        let title = |title: &str| ItemField::Title(Some(title.into()));
        let step = |ms, was: &str, is: &str| Step {
            at: Moment::from_ms(ms),
            by: None,
            was: vec![title(was)],
            is: vec![title(is)],
        };
        let mut seen = Seen::<Item>::new("1");
        seen.set = vec![title("c"), ItemField::Kind(Some("task".into()))];
        tell(&mut seen, vec![step(2, "b", "c"), step(1, "a", "b"), step(3, "c", "c")]);
        assert_eq!(seen.at_first, [title("a"), ItemField::Kind(Some("task".into()))]);
        assert_eq!(seen.history.iter().map(|change| change.at.as_ms()).collect::<Vec<_>>(), [1, 2]);
    }
}
