//! Measures what the product promises to be fast, beside what the machine itself allows, as one table.

mod appends;
mod client;
mod engine;
mod floor;
mod hubs;
mod level;
mod malformed;
mod networks;
mod paint;
mod process;
mod publish;
mod reports;
mod served;
mod tables;

use anyhow::Result;

/// One line of the table.
pub(crate) struct Row {
    /// What is measured.
    pub(crate) what: String,
    /// What must hold.
    pub(crate) must: String,
    /// What was measured.
    pub(crate) measured: String,
    /// Whether it holds.
    pub(crate) holds: bool,
    /// What the machine itself does in the same run.
    pub(crate) floor: String,
}

/// A group of rows, by name.
type Group = (&'static str, fn(&mut Vec<Row>) -> Result<()>);

const GROUPS: [Group; 11] = [
    ("engine", engine::rows),
    ("publish", publish::rows),
    ("replay", hubs::rows),
    ("append", appends::rows),
    ("csv", tables::rows),
    ("world", reports::rows),
    ("report", process::rows),
    ("malformed", malformed::rows),
    ("served", served::rows),
    ("paint", paint::rows),
    ("level", level::rows),
];

/// The system's allocator spends a fifth of an import on freeing what another thread allocated.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [child, path] = wanted.as_slice()
        && child == hubs::CHILD
    {
        return hubs::child(path);
    }
    if let [child, items] = wanted.as_slice()
        && child == engine::CHILD
    {
        return engine::child(items);
    }
    let mut rows = Vec::new();
    for (name, measure) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            eprintln!("measuring {name} …");
            measure(&mut rows)?;
        }
    }
    print_table(&rows);
    let missed = rows.iter().filter(|row| !row.holds).count();
    println!("\n{} of {} hold.", rows.len() - missed, rows.len());
    Ok(())
}

fn print_table(rows: &[Row]) {
    println!("| what | must | measured | holds | the machine itself |");
    println!("|---|---|---|---|---|");
    for Row { what, must, measured, holds, floor } in rows {
        println!("| {what} | {must} | {measured} | {} | {floor} |", if *holds { "yes" } else { "no" });
    }
}

/// The middle of some measurements; 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Seconds of a call, and what it gives.
pub(crate) fn timed<T>(call: impl FnOnce() -> T) -> (f64, T) {
    let started = std::time::Instant::now();
    let value = call();
    (started.elapsed().as_secs_f64(), value)
}

/// `1.23 s` or `45 ms`.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        value if value >= 1.0 => format!("{value:.2} s"),
        value if value >= 0.001 => format!("{:.1} ms", value * 1e3),
        value => format!("{:.1} µs", value * 1e6),
    }
}
