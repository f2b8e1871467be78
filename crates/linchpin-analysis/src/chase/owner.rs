//! The chase list by owner.

use std::collections::HashMap;
use std::sync::Arc;

use linchpin_model::{Date, PersonId};
use serde::Serialize;

use crate::chase::{Ask, ChaseRow, Owner};
use crate::words;

/// What one owner has on the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OwnerRows {
    /// Who; none for what nobody has.
    pub owner: Option<Owner>,
    /// The team of the first item.
    pub team: Option<Arc<str>>,
    /// The first day back, if the owner is away.
    pub away_until: Option<Date>,
    /// The keys of the owner's rows, in the order of the list.
    pub keys: Vec<String>,
    /// How many of them are on the driving path.
    pub critical: usize,
    /// One act for all of them: `Ask about both`, `Message`.
    pub ask: String,
}

/// Groups rows by owner, in the order in which the owners first come on the list.
pub(super) fn group(rows: &[ChaseRow]) -> Vec<OwnerRows> {
    let mut places: HashMap<Option<PersonId>, usize> = HashMap::new();
    let mut owners: Vec<(OwnerRows, Vec<Ask>)> = Vec::new();
    for row in rows {
        let person = row.owner.as_ref().map(|owner| owner.person);
        let place = *places.entry(person).or_insert_with(|| {
            owners.push((begin(row), Vec::new()));
            owners.len() - 1
        });
        let (owner, asks) = &mut owners[place];
        owner.keys.push(row.key.clone());
        owner.critical += usize::from(row.critical);
        asks.push(row.ask);
    }
    owners.into_iter().map(|(owner, asks)| OwnerRows { ask: ask_about(&owner, &asks), ..owner }).collect()
}

fn begin(row: &ChaseRow) -> OwnerRows {
    OwnerRows {
        owner: row.owner.clone(),
        team: row.team.clone(),
        away_until: row.away_until,
        keys: Vec::new(),
        critical: 0,
        ask: String::new(),
    }
}

fn ask_about(owner: &OwnerRows, asks: &[Ask]) -> String {
    let to_ask = asks.iter().filter(|ask| **ask != Ask::Message).count();
    match (&owner.owner, to_ask) {
        (None, 1) => Ask::NameAnOwner.words().into(),
        (None, _) => "Name owners".into(),
        (Some(_), 0) => Ask::Message.words().into(),
        (Some(_), 1) if asks.len() == 1 => asks[0].words().into(),
        (Some(_), 1) => "Ask about one".into(),
        (Some(_), 2) => "Ask about both".into(),
        (Some(_), many) => format!("Ask about {}", words::number_in_words(many)),
    }
}
