//! Every chore of the repository: the gate, the benches, the long tests.

mod browser;
mod gate;
mod install;
mod left_out;
mod run;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask", about = "The chores of the repository")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// The whole gate: format, lints, tidiness, then every test
    Test {
        /// Only one crate's tests, such as `model`, or those in a `browser`, and nothing else of the gate
        only: Option<String>,
        /// Install the system packages that tests need
        #[arg(long)]
        install: bool,
    },
    /// What the server that checks changes runs: the gate, with all data required
    Ci,
    /// Names what is untidy: file heads, links, machine paths, licences, unused dependencies, snapshots
    Tidy,
    /// Pictures of every page of the sample, in `target/pictures`
    Pictures {
        /// The two that the README shows, in `docs/pictures`
        #[arg(long)]
        readme: bool,
    },
    /// Measures what must be fast, beside what the machine allows
    Bench {
        /// Which rows, by a part of their names; all unless said
        rows: Vec<String>,
    },
    /// Random commands, readings, crashes and failures, held against a plain model and a replay; what lies is noticed
    Simulate {
        /// The first seed
        #[arg(long, visible_alias = "seed", default_value_t = 1)]
        from: u64,
        /// How many seeds
        #[arg(long, default_value_t = 200)]
        seeds: u64,
    },
    /// The durability tests and the round trips in their long forms; hours
    Soak,
}

fn main() -> ExitCode {
    let done = match Cli::parse().chore {
        Chore::Test { only: Some(only), .. } if only == "browser" => browser::only(),
        Chore::Test { only: Some(only), .. } => gate::one_crate(&only),
        Chore::Test { only: None, install } => gate::whole(install),
        Chore::Ci => gate::ci(),
        Chore::Tidy => tidy::run(),
        Chore::Pictures { readme } => browser::pictures(readme),
        Chore::Bench { rows } => gate::bench(&rows),
        Chore::Simulate { from, seeds } => gate::simulate(from, seeds),
        Chore::Soak => gate::soak(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
