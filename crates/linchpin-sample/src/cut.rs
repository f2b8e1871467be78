//! A thing as its source showed it at an earlier moment.

use linchpin_model::fact::FieldValue;
use linchpin_model::{Moment, Noun, Seen};

/// What was said of it by then.
pub(crate) fn at<N: Noun>(seen: &Seen<N>, moment: Moment) -> Seen<N> {
    let mut cut = seen.clone();
    cut.history.retain(|change| change.at <= moment);
    cut.version_at = Some(moment);
    cut.set = at_first(seen).to_vec();
    cut.at_first = cut.set.clone();
    for field in cut.history.iter().flat_map(|change| &change.set) {
        cut.set.retain(|said| !said.same_field(field));
        cut.set.push(field.clone());
    }
    cut
}

/// What was said of it when it came to be.
pub(crate) fn at_first<N: Noun>(seen: &Seen<N>) -> &[N::Field<linchpin_model::External>] {
    match seen.history.is_empty() && seen.at_first.is_empty() {
        true => &seen.set,
        false => &seen.at_first,
    }
}
