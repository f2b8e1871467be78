//! The files to try Linchpin with.

use linchpin_connectors::formats::{Format, ReadOptions, guess, read};
use linchpin_model::{Batch, Category, ItemField, Observation};

fn sample(name: &str, bytes: &[u8], format: Format) -> Batch {
    assert_eq!(guess(bytes, name), Ok(format));
    let batch = read(format, bytes, &ReadOptions { name, ..ReadOptions::default() }).expect("it is read");
    assert_eq!(batch.problems, []);
    batch
}

/// How many items are in each category, in their order.
fn items(batch: &Batch) -> [usize; 4] {
    let mut counts = [0; 4];
    for observation in &batch.observations {
        let Observation::Item(seen) = observation else { continue };
        let category = seen.set.iter().find_map(|field| match field {
            ItemField::Status(status) => status.as_ref().map(|status| status.category),
            _ => None,
        });
        counts[category.expect("every item has a status") as usize] += 1;
    }
    counts
}

#[test]
fn the_sample_plan_is_read_without_a_problem() {
    let batch = sample("weather.plan", include_bytes!("../../../../samples/weather.plan"), Format::PlanText);
    assert_eq!(items(&batch), [20, 4, 3, 0]);
}

#[test]
fn the_sample_table_is_read_without_a_problem() {
    let table = include_bytes!("../../../../samples/tracker.csv");
    let batch = sample("tracker.csv", table, Format::Csv);
    let [todo, in_progress, done, dropped] = [8, 6, 10, 1];
    assert_eq!(items(&batch), [todo, in_progress, done, dropped]);
    assert_eq!(Category::Dropped as usize, 3, "categories are counted in their order");
    let waits = batch.observations.iter().filter(|seen| matches!(seen, Observation::Dependency(_))).count();
    assert_eq!(waits, 19);
}
