//! Measures what the product promises to be fast, beside what the machine itself allows.

use std::time::Instant;

use linchpin_model::World;
use linchpin_model::entry::Body;
use linchpin_testing::generate::{HubSize, entries};

fn main() {
    for items in [100_000u32, 1_000_000] {
        let size = HubSize {
            items,
            entries: u64::from(items) * if items > 200_000 { 2 } else { 10 },
            programs: 200,
            seed: 7,
        };
        let bodies: Vec<_> = entries(size)
            .map(|entry| (entry.body.to_json(), entry))
            .map(|(json, mut entry)| {
                entry.body.events = Vec::new();
                (json, entry)
            })
            .collect();
        let bytes: usize = bodies.iter().map(|(json, _)| json.len()).sum();
        let started = Instant::now();
        let mut world = World::default();
        let mut decode = std::time::Duration::ZERO;
        for (json, entry) in bodies {
            let at = Instant::now();
            let mut entry = entry;
            entry.body = Body::from_json(&json).unwrap();
            decode += at.elapsed();
            world.apply(&entry);
        }
        println!(
            "{items} items {} entries {bytes} bytes: replay {:?}, decode {decode:?}",
            size.entries,
            started.elapsed()
        );
        let mem = std::fs::read_to_string("/proc/self/statm").unwrap();
        println!("statm {mem}");
        let mut published = std::sync::Arc::new(world);
        let changes: Vec<_> =
            entries(HubSize { entries: size.entries + 2000, ..size }).skip(size.entries as usize).collect();
        let mut times = Vec::new();
        for change in &changes {
            let at = Instant::now();
            let mut next = (*published).clone();
            next.apply(change);
            published = std::sync::Arc::new(next);
            times.push(at.elapsed());
        }
        times.sort();
        println!(
            "publish p50 {:?} p99 {:?} max {:?}",
            times[times.len() / 2],
            times[times.len() * 99 / 100],
            times.last()
        );
        let at = Instant::now();
        let bytes = postcard::to_stdvec(&*published).unwrap();
        println!("checkpoint {} bytes write {:?}", bytes.len(), at.elapsed());
        let at = Instant::now();
        let read: World = postcard::from_bytes(&bytes).unwrap();
        println!("checkpoint read {:?} {}", at.elapsed(), read.position);
    }
}
