//! Marks are a way to compute, and change no date.

use proptest::prelude::*;

use super::*;
use crate::schedule::any::{all_rules, any_bare_network, any_network};

fn check_marks(network: &Network) -> Result<(), TestCaseError> {
    let order = Order::new(network, &mut Vec::new());
    for rules in all_rules() {
        let mut with = Engine::new(network, &order, &rules);
        let mut without = Engine::keeping(network, &order, &rules, false);
        with.pass(network);
        without.pass(network);
        let (told, plainly_told) = (with.tell(network), without.tell(network));
        for node in 0..network.nodes.len() {
            let want = without.dates(network, &plainly_told, node);
            prop_assert_eq!(with.dates(network, &told, node), want, "node {} {:?}", node, rules);
            prop_assert_eq!(with.drivers(network, node), without.drivers(network, node), "node {}", node);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn marks_give_the_dates_that_wall_minutes_give(network in any_network()) {
        check_marks(&network)?;
    }

    #[test]
    fn marks_of_one_calendar_give_the_dates_that_wall_minutes_give(network in any_bare_network()) {
        check_marks(&network)?;
    }
}
