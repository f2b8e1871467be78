//! Scheduling problems of PSPLIB.

use linchpin_connectors::formats::{Format, ReadOptions, psplib, read};
use linchpin_model::Observation;

use crate::data;

#[test]
fn every_problem_is_read_whole_and_without_a_problem() {
    let Some(folder) = data::path("psplib") else { return };
    let mut files = 0;
    for set in ["j30", "j60", "j120"] {
        for entry in std::fs::read_dir(folder.join(set)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let instance = psplib::read_instance(&bytes).unwrap();
            assert_eq!(instance.problems, [], "{}", path.display());
            let jobs: usize = set[1..].parse().unwrap();
            assert_eq!((instance.jobs.len(), instance.resources.len()), (jobs + 2, 4), "{}", path.display());
            assert!(
                instance.critical_path.is_some() && instance.resources.iter().all(|(_, units)| *units > 0)
            );
            let batch = read(Format::Psplib, &bytes, &ReadOptions { name: "x.sm", ..ReadOptions::default() })
                .unwrap();
            let items = batch.observations.iter().filter(|seen| matches!(seen, Observation::Item(_))).count();
            assert_eq!(items, jobs, "{}", path.display());
            files += 1;
        }
    }
    assert!(files >= 560);
}
