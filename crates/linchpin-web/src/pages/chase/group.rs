//! Which rows of a chase list are shown, and under which heads: by owner, by team, by date.

use std::collections::HashMap;

use jiff::ToSpan;
use linchpin_analysis::chase::ChaseRow;
use linchpin_model::Date;
use serde::Deserialize;

/// A part of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Only {
    Critical,
    Undated,
    Silent,
}

impl Only {
    pub(crate) const ALL: [Self; 3] = [Self::Critical, Self::Undated, Self::Silent];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Undated => "undated",
            Self::Silent => "silent",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::Undated => "No date",
            Self::Silent => "Silent",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Critical => "path",
            Self::Undated => "cal",
            Self::Silent => "silent",
        }
    }

    pub(crate) fn holds(self, row: &ChaseRow) -> bool {
        match self {
            Self::Critical => row.critical,
            Self::Undated => row.promised_on.is_none(),
            Self::Silent => row.silent,
        }
    }
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    #[default]
    Owner,
    Team,
    Date,
}

impl By {
    pub(crate) const ALL: [Self; 3] = [Self::Owner, Self::Team, Self::Date];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Team => "team",
            Self::Date => "date",
        }
    }

    /// The heads in the order of the list, each with its rows in that order.
    pub(crate) fn grouped<'r>(
        self,
        rows: impl Iterator<Item = &'r ChaseRow>,
        today: Date,
    ) -> Vec<(String, Vec<&'r ChaseRow>)> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut groups: Vec<(String, Vec<&ChaseRow>)> = Vec::new();
        for row in rows {
            let (id, title) = self.head(row, today);
            let place = *places.entry(id).or_insert_with(|| {
                groups.push((title, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(row);
        }
        groups
    }

    /// What a row's head is known by, and what it says.
    fn head(self, row: &ChaseRow, today: Date) -> (String, String) {
        match self {
            Self::Owner => match &row.owner {
                Some(owner) => (format!("{:?}", owner.person), owner.name.to_string()),
                None => (String::new(), "Nobody".into()),
            },
            Self::Team => match &row.team {
                Some(team) => (format!("team {team}"), team.to_string()),
                None => (String::new(), "No team".into()),
            },
            Self::Date => {
                let when = when(row, today);
                (when.into(), when.into())
            }
        }
    }
}

/// The week that a promise falls into.
fn when(row: &ChaseRow, today: Date) -> &'static str {
    let Some(on) = row.promised_on else { return "No date" };
    let left = i64::from(7 - today.weekday().to_monday_one_offset());
    let sunday = today.checked_add(left.days()).unwrap_or(today);
    let next = sunday.checked_add(7.days()).unwrap_or(sunday);
    match on {
        on if on < today => "Overdue",
        on if on <= sunday => "This week",
        on if on <= next => "Next week",
        _ => "Later",
    }
}

/// A part of the groups: so many rows after the first ones. A head stands over what is left of its group.
pub(crate) fn page<T>(groups: Vec<(String, Vec<T>)>, skip: usize, take: usize) -> Vec<(String, Vec<T>)> {
    let (mut before, mut left) = (skip, take);
    let mut shown = Vec::new();
    for (title, rows) in groups {
        let passed = rows.len().min(before);
        before -= passed;
        let rows: Vec<T> = rows.into_iter().skip(passed).take(left).collect();
        left -= rows.len();
        if !rows.is_empty() {
            shown.push((title, rows));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_share_all_rows_out() {
        let groups =
            || vec![("a".to_string(), vec![1, 2, 3]), ("b".into(), vec![4]), ("c".into(), vec![5, 6])];
        let told = |skip, take| -> Vec<String> {
            let groups = page(groups(), skip, take);
            groups.iter().map(|(title, rows)| format!("{title}{rows:?}")).collect()
        };
        assert_eq!(told(0, 100), ["a[1, 2, 3]", "b[4]", "c[5, 6]"]);
        assert_eq!(told(0, 2), ["a[1, 2]"]);
        assert_eq!(told(2, 2), ["a[3]", "b[4]"]);
        assert_eq!(told(4, 2), ["c[5, 6]"]);
        assert_eq!(told(6, 2), Vec::<String>::new());
    }
}
