//! Writes the sample into a new hub: `cargo run --example write -- sample.linchpin [today]`.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use linchpin_hub::{Clock, Hub, Location, OpenParams, SystemClock};
use linchpin_sample::Sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = PathBuf::from(args.next().ok_or("Name the file of the new hub.")?);
    let sample = match args.next() {
        Some(today) => Sample { today: today.parse::<Date>()?, seed: 1 },
        None => Sample::before(SystemClock.now(), 1),
    };
    let start = std::time::Instant::now();
    let entries = sample.entries()?.len();
    let told = start.elapsed();
    let params = OpenParams {
        location: Location::File(path),
        workspace: None,
        create: true,
        clock: Arc::new(SystemClock),
    };
    let hub = Hub::open(params)?.hub;
    sample.write(&hub)?;
    let took = start.elapsed().saturating_sub(told);
    println!(
        "{entries} entries, told in {told:.0?}, told and written in {took:.0?}, ending {}",
        sample.ends_at()
    );
    Ok(())
}
