use linchpin_analysis::{self as analysis, Scope};
use linchpin_model::{Id, World};
use linchpin_testing::generate::{HubSize, entries};
use std::time::Instant;
fn main() {
    let size = HubSize { items: 100_000, entries: 400_000, programs: 200, seed: 7 };
    let mut world = World::default();
    entries(size).for_each(|entry| world.apply(&entry));
    let today = world.recorded_at;
    for (n, scope) in [("one", Scope::Program(Id::new(100))), ("all", Scope::All)] {
        for _ in 0..4 {
            let t = Instant::now();
            let p = analysis::ForecastParams { scope, ..analysis::ForecastParams::new(today) };
            let (f, o) = analysis::forecast::forecast_and_outlook(&world, &p);
            println!("{n} {:?} {} {} {:?} {}", t.elapsed(), f.trials, f.milestones.len(), f.method, o.nodes.len());
        }
    }
}
