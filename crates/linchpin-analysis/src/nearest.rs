//! What somebody may have meant: the known word nearest to what was written.

/// The known word that needs the fewest letters added, taken or changed, regardless of case; of equals the first in the
/// order of the alphabet. None if even that one is another word.
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let found = known.into_iter().map(|known| (distance(known, written), known)).min();
    found.filter(|(distance, _)| *distance <= 2.max(written.chars().count() / 3)).map(|(_, known)| known)
}

/// How many letters must be added, taken or changed (Levenshtein 1966).
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (index, a) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (place, b) in two.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[two.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood_and_another_word_is_not() {
        let known = ["weather", "payments", "residency"];
        assert_eq!(nearest("wether", known), Some("weather"));
        assert_eq!(nearest("Weather", known), Some("weather"));
        assert_eq!(nearest("payment", known), Some("payments"));
        assert_eq!(nearest("tablets", known), None);
        assert_eq!(nearest("", known), None);
    }
}
