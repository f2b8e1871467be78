//! Completions for shells, and the manual page.

use clap::CommandFactory;

use crate::cli::{Cli, CompletionsArgs};
use crate::failure::Failure;

pub(crate) fn completions(args: &CompletionsArgs) -> Result<String, Failure> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "linchpin", &mut out);
    text(out)
}

pub(crate) fn man() -> Result<String, Failure> {
    let mut out = Vec::new();
    let written = clap_mangen::Man::new(Cli::command()).render(&mut out);
    written.map_err(|error| Failure::new(format!("The manual page could not be made: {error}.")))?;
    text(out)
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::new("The text is not UTF-8."))
}
