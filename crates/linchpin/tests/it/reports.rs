//! A report on a file, as JSON.

use linchpin_analysis::flow::{FlowParams, flow};
use linchpin_connectors::formats::{ReadOptions, guess, read};
use linchpin_model::World;
use linchpin_model::reconcile::ReconcileParams;
use serde_json::Value;

use crate::data;

/// The report of this name on a file as of a moment.
pub(crate) fn report(name: &str, file: &str, as_of: &str) -> Value {
    let bytes = std::fs::read(data::folder().join(file)).unwrap();
    let name_of_file = file.rsplit('/').next().unwrap();
    let format = guess(&bytes, name_of_file).unwrap();
    let batch = read(format, &bytes, &ReadOptions { name: name_of_file, ..ReadOptions::default() }).unwrap();
    let as_of = as_of.parse().unwrap();
    let observed_at = batch.exported_at.unwrap_or(as_of);
    let params = ReconcileParams { observed_at, program: None, salt: [7; 16], accept_missing: true };
    let (_, entries, _) = linchpin_hub::world_of_batches(&[batch], &params);
    let world = World::as_of(&entries, as_of);
    match name {
        "flow" => serde_json::to_value(flow(&world, &FlowParams::new(as_of))).unwrap(),
        other => panic!("there is no report `{other}`"),
    }
}
