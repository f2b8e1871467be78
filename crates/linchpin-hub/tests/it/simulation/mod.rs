//! Random commands, readings, crashes and failures, seed by seed, held against a plain model and a replay of the journal;
//! and the proof that what goes wrong there is noticed.
//!
//! `LINCHPIN_SEED` is the first seed, `LINCHPIN_SEEDS` how many; a failing one is named and fails again.

mod faults;
mod faulty;
mod lost;
mod model;
mod mutant;
mod place;
mod readings;
mod run;
mod seeded;
mod sound;
mod truth;

use faults::{FAILURES, LIES, Plan};
use linchpin_testing::server::{Disk, server_for};
use mutant::{MUTANTS, Mutant};
use place::Place;
use run::{Outcome, Scene, run};

/// Within so many seeds a lie or a mutant must be noticed.
const MOST_SEEDS_UNNOTICED: u64 = 10;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How many seeds the gate runs.
const SEEDS: u64 = 12;
/// One seed in so many is run on a server too, which takes its time.
const SEEDS_A_SERVER_SEED: u64 = 6;

/// The seeds to run, or the first of them.
fn seeds(one_in: u64) -> impl Iterator<Item = u64> {
    let first = number("LINCHPIN_SEED", 1);
    first..first + number("LINCHPIN_SEEDS", SEEDS).div_ceil(one_in)
}

/// Runs a seed in a file of its own.
fn in_file(seed: u64, plan: Plan, mutant: Option<Mutant>) -> Result<Outcome, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::File(folder.path().join("hub"));
    run(Scene { seed, place, folder: folder.path(), plan, mutant })
}

fn without_faults(seed: u64) -> Plan {
    Plan::of(&[], 1, seed)
}

fn with_failures(seed: u64) -> Plan {
    Plan::of(&FAILURES, 6, seed)
}

/// What a person needs to run a seed again, and to see that it was the same.
fn tell(what: &str, seed: u64, ran: Result<Outcome, String>) -> Outcome {
    match ran {
        Ok(outcome) => {
            let head: String =
                outcome.chain.last().into_iter().flatten().map(|byte| format!("{byte:02x}")).collect();
            println!(
                "seed {seed}, {what}: {} entries, {} faults, {head}",
                outcome.chain.len(),
                outcome.planted
            );
            outcome
        }
        Err(why) => panic!("seed {seed}, {what}: {why}\nAgain: cargo xtask simulate --from {seed} --seeds 1"),
    }
}

#[test]
fn simulation_of_commands_readings_and_crashes_keeps_every_promise() {
    for seed in seeds(1) {
        tell("no faults", seed, in_file(seed, without_faults(seed), None));
    }
}

#[test]
fn simulation_of_a_failing_journal_loses_nothing_and_doubles_nothing() {
    let planted: u64 =
        seeds(1).map(|seed| tell("failures", seed, in_file(seed, with_failures(seed), None)).planted).sum();
    assert!(planted > 0, "no failure happened");
}

#[test]
fn simulation_of_a_seed_gives_the_same_bytes_again_and_on_a_server() {
    let server = server_for("the simulation on it", Disk::NotWaited);
    for seed in seeds(SEEDS_A_SERVER_SEED) {
        let plans: [fn(u64) -> Plan; 2] = [without_faults, with_failures];
        for (run_number, plan) in plans.into_iter().enumerate() {
            let once = tell("once", seed, in_file(seed, plan(seed), None));
            assert_eq!(once, tell("again", seed, in_file(seed, plan(seed), None)));
            let Some(server) = &server else { continue };
            server.run(&format!("CREATE DATABASE run_{seed}_{run_number}"));
            let url = server.url().replace("/postgres?", &format!("/run_{seed}_{run_number}?"));
            let folder = tempfile::tempdir().expect("a folder");
            let scene = Scene {
                seed,
                place: Place::Server(url),
                folder: folder.path(),
                plan: plan(seed),
                mutant: None,
            };
            assert_eq!(once, tell("on a server", seed, run(scene)));
            server.run(&format!("DROP DATABASE run_{seed}_{run_number} WITH (FORCE)"));
        }
    }
}

#[test]
fn simulation_notices_every_lie_of_a_journal() {
    for lie in LIES {
        let noticed = (1..=MOST_SEEDS_UNNOTICED).find_map(|seed| {
            let why = in_file(seed, Plan::of(&[lie], 4, seed), None).err()?;
            Some(format!("{lie:?}, seed {seed}, {why}"))
        });
        println!("{}", noticed.unwrap_or_else(|| panic!("{lie:?} goes unnoticed")));
    }
}

#[test]
fn simulation_notices_every_mutant_of_a_hub() {
    for mutant in MUTANTS {
        let noticed = (1..=MOST_SEEDS_UNNOTICED).find_map(|seed| {
            let why = in_file(seed, without_faults(seed), Some(mutant)).err()?;
            Some(format!("{mutant:?}, seed {seed}, {why}"))
        });
        println!("{}", noticed.unwrap_or_else(|| panic!("{mutant:?} goes unnoticed")));
    }
}
