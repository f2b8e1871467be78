//! Many short lists, one a key, as one sorted run: a hundred thousand of them are two allocations.

/// What belongs to each key, in the order in which it was given.
#[derive(Clone, Debug)]
pub(crate) struct Lists<K, V> {
    keys: Vec<K>,
    values: Vec<V>,
}

impl<K, V> Default for Lists<K, V> {
    fn default() -> Self {
        Self { keys: Vec::new(), values: Vec::new() }
    }
}

impl<K: Ord + Copy, V> Lists<K, V> {
    /// From pairs in any order; of one key the earlier stays the earlier.
    pub(crate) fn new(mut pairs: Vec<(K, V)>) -> Self {
        pairs.sort_by_key(|(key, _)| *key);
        let (keys, values) = pairs.into_iter().unzip();
        Self { keys, values }
    }

    /// What belongs to a key; nothing if it was never given.
    pub(crate) fn of(&self, key: K) -> &[V] {
        let from = self.keys.partition_point(|known| *known < key);
        let count = self.keys[from..].partition_point(|known| *known == key);
        &self.values[from..from + count]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lists;

    proptest! {
        #[test]
        fn a_list_holds_what_was_given_for_its_key_in_that_order(
            pairs in proptest::collection::vec((0..6u8, any::<u8>()), 0..40),
        ) {
            let lists = Lists::new(pairs.clone());
            for key in 0..7 {
                let given: Vec<u8> = pairs.iter().filter(|(k, _)| *k == key).map(|(_, v)| *v).collect();
                prop_assert_eq!(lists.of(key), given);
            }
        }
    }
}
