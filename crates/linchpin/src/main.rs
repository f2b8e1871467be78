//! Linchpin on the command line: reads trackers' exports and plans, keeps a hub, and answers with evidence.

mod cli;
mod commands;
mod failure;
mod files;
mod moments;
mod page;
mod place;
mod reports;
mod subject;
mod written;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use failure::Failure;

/// The system's allocator spends a fifth of an import on freeing what another thread allocated.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return wrong_use(&error),
    };
    match run(&cli) {
        Ok(text) => print(&text),
        Err(failure) => failure.tell(),
    }
}

fn run(cli: &Cli) -> Result<String, Failure> {
    match &cli.command {
        Command::Import(args) => commands::import::run(cli, args),
        Command::Try(args) => commands::try_out::run(args),
        Command::Serve(args) => commands::serve::run(cli, args),
        Command::Report(args) => commands::report::run(cli, args),
        Command::Log(args) => commands::log::run(cli, args),
        Command::Show(args) => commands::show::run(cli, args),
        Command::Export(args) => commands::export::run(cli, args),
        Command::Check(args) => commands::check::run(cli, args),
        Command::Backup(args) => commands::backup::run(cli, args),
        Command::Restore(args) => commands::restore::run(cli, args),
        Command::Doctor => commands::doctor::run(cli),
        Command::Completions(args) => commands::shell::completions(args),
        Command::Man => commands::shell::man(),
    }
}

/// Writes the answer; a reader that went away, such as `head`, is no failure.
fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => Failure::new(format!("The answer could not be written: {error}."))
            .hint("Check the place that the output goes to.")
            .tell(),
    }
}

/// Help and version are answers; anything else is wrong use, told as `error:` and `hint:`.
fn wrong_use(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return print(&error.to_string());
    }
    let text = error.to_string();
    let text = text.trim_end().replace("\n\nFor more information, try '--help'.", "");
    let mut parts = text.split("\n\n");
    let what = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    let hint = if rest.is_empty() { "See `linchpin --help`.".to_string() } else { rest.join("\n      ") };
    eprintln!("{what}\nhint: {hint}");
    ExitCode::from(2)
}
