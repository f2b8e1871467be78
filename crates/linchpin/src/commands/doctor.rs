//! What is wrong with this installation, if anything.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use linchpin_hub::Location;
use linchpin_store::CheckDepth;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::page::{Cell, Column, Page, Table, Tone, moment, plural};
use crate::place;

/// Entries at the end of the journal that are verified.
const RECENT: u64 = 10_000;

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    is_well: bool,
    says: String,
}

impl Finding {
    fn well(what: &'static str, says: impl Into<String>) -> Self {
        Self { what, is_well: true, says: says.into() }
    }

    fn ill(what: &'static str, says: impl Into<String>) -> Self {
        Self { what, is_well: false, says: says.into() }
    }
}

pub(crate) fn run(cli: &Cli) -> Result<String, Failure> {
    let mut findings = vec![Finding::well("Linchpin", env!("CARGO_PKG_VERSION"))];
    let location = place::location(cli)?;
    match &location {
        Location::File(file) if !file.exists() => {
            let says = format!("{} is not there yet; `linchpin import FILE` makes it", file.display());
            findings.push(Finding::well("Hub", says));
        }
        Location::File(file) => {
            findings.push(Finding::well("Hub", file.display().to_string()));
            findings.extend(mode(file));
            findings.push(journal(cli));
        }
        Location::Postgres(_) => {
            findings.push(Finding::well("Hub", "in PostgreSQL"));
            findings.push(journal(cli));
        }
    }
    findings.push(zones());
    let ill = findings.iter().filter(|finding| !finding.is_well).count();
    let page = page(&findings, ill);
    if ill == 0 {
        return Ok(page.write(crate::cli::AnswerFormat::Text));
    }
    print!("{}", page.write(crate::cli::AnswerFormat::Text));
    Err(Failure::new(format!("{} not in order.", plural(ill, "thing is", "things are")))
        .hint("Mend what is marked above, then run `linchpin doctor` again."))
}

/// Only the owner may read a hub.
fn mode(file: &Path) -> Option<Finding> {
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    Some(if mode & 0o077 == 0 {
        Finding::well("Permissions", format!("{mode:03o}, yours alone"))
    } else {
        Finding::ill(
            "Permissions",
            format!("{mode:03o}: others can read it; run `chmod 600 {}`", file.display()),
        )
    })
}

fn journal(cli: &Cli) -> Finding {
    let hub = match place::open(cli, false) {
        Ok(hub) => hub,
        Err(failure) => return Finding::ill("Journal", failure.message().to_string()),
    };
    match hub.journal().check(hub.workspace(), CheckDepth::Recent(RECENT)) {
        Ok(report) => match report.findings.first() {
            None => {
                let world = hub.world();
                let last = if world.position == 0 {
                    String::new()
                } else {
                    format!(", the last {}", moment(world.recorded_at))
                };
                let entries =
                    plural(usize::try_from(world.position).unwrap_or(usize::MAX), "entry", "entries");
                Finding::well("Journal", format!("{entries}{last}; its end verifies"))
            }
            Some(finding) => Finding::ill("Journal", format!("{finding}; run `linchpin check`")),
        },
        Err(error) => Finding::ill("Journal", error.to_string()),
    }
}

fn zones() -> Finding {
    match jiff::tz::TimeZone::get("Europe/London") {
        Ok(_) => Finding::well("Time zones", "known"),
        Err(error) => Finding::ill("Time zones", error.to_string()),
    }
}

fn page(findings: &[Finding], ill: usize) -> Page {
    let rows = findings.iter().map(|finding| {
        let mark =
            if finding.is_well { Cell::toned("ok", Tone::Green) } else { Cell::toned("look", Tone::Red) };
        vec![mark, finding.what.into(), finding.says.clone().into()]
    });
    let lead = if ill == 0 { "Everything is in order.".to_string() } else { format!("{ill} not in order.") };
    Page {
        title: "Doctor".into(),
        lead: vec![lead],
        tables: vec![Table {
            caption: String::new(),
            columns: vec![Column::words(""), Column::words("What"), Column::sentences("Says")],
            rows: rows.collect(),
            more: 0,
        }],
        ..Page::default()
    }
}
