//! A whole journal as lines of JSON, and back: readable without Linchpin, and with every hash as it was.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use linchpin_model::Moment;
use linchpin_store::{
    CheckDepth, EntryRef, Journal, KeptText, SqliteJournal, SqliteParams, StoredEntry, StoredText,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::error::HubError;
use crate::hub::{Hub, Location, open_postgres};
use crate::recorder::check_holds;

/// Entries that are appended together.
const BATCH: usize = 1_000;
/// The version of the form.
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    linchpin: String,
    version: u32,
    workspace: String,
    entries: u64,
}

/// One entry. The body stands as the text that was hashed.
#[derive(Serialize, Deserialize)]
struct Line<B> {
    position: u64,
    command_id: Uuid,
    recorded_at: Moment,
    body: B,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<LineText>,
    hash: String,
}

/// A personal text; without salt and text once it is erased.
#[derive(Serialize, Deserialize)]
struct LineText {
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Hub {
    /// Writes the whole journal of the workspace, a line an entry after a line that says what it is.
    pub fn write_lines(&self, out: &mut dyn Write) -> Result<(), HubError> {
        let known = self.world().position;
        let head = self.journal().head(self.workspace())?;
        check_holds(known, head.position)?;
        let header = Header {
            linchpin: "journal".into(),
            version: VERSION,
            workspace: self.workspace().into(),
            entries: head.position,
        };
        write_line(out, &header)?;
        let mut failed = None;
        self.journal().read(self.workspace(), 0, head.position, &mut |entry| match line(entry)
            .and_then(|line| write_line(out, &line))
        {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(()), Err)
    }
}

fn line<'a>(entry: &EntryRef<'a>) -> Result<Line<&'a RawValue>, HubError> {
    let body = serde_json::from_str(entry.body)
        .map_err(|error| HubError::Unreadable { position: entry.position, why: error.to_string() })?;
    let texts = entry.texts.iter().map(|text| LineText {
        hash: hex(&text.hash),
        salt: text.kept.as_ref().map(|kept| hex(&kept.salt)),
        text: text.kept.as_ref().map(|kept| kept.text.clone()),
    });
    Ok(Line {
        position: entry.position,
        command_id: entry.command_id,
        recorded_at: Moment::from_ms(entry.recorded_at_ms),
        body,
        texts: texts.collect(),
        hash: hex(&entry.hash),
    })
}

const CHECK: &str = "Run `linchpin check`.";

fn write_line(out: &mut dyn Write, value: &impl Serialize) -> Result<(), HubError> {
    let text = serde_json::to_string(value)
        .map_err(|error| HubError::lines(format!("An entry cannot be written as a line: {error}."), CHECK))?;
    writeln!(out, "{text}").map_err(|error| {
        HubError::lines(
            format!("The lines cannot be written: {error}."),
            "Check the disk, or write them to another place.",
        )
    })
}

/// Whether a file begins as a journal written as lines.
pub fn is_lines(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Header>(line).is_ok_and(|header| header.linchpin == "journal")
}

/// Makes a hub of a journal written as lines, where there is none yet; every hash must come out as it was.
pub fn restore_lines(lines: &mut dyn BufRead, to: &Location) -> Result<u64, HubError> {
    match to {
        Location::File(path) => {
            let journal = SqliteJournal::create(path, SqliteParams::default())?;
            let restored = fill(lines, &journal);
            drop(journal);
            if restored.is_err() {
                // What was begun here and does not verify is no hub; the lines are still there.
                let _ = std::fs::remove_file(path);
            }
            restored
        }
        Location::Postgres(address) => fill(lines, &open_postgres(address, true)?),
    }
}

fn fill(lines: &mut dyn BufRead, journal: &dyn Journal) -> Result<u64, HubError> {
    let mut first = String::new();
    lines.read_line(&mut first).map_err(|error| unreadable(1, &error))?;
    let header: Header = serde_json::from_str(&first).map_err(|error| unreadable(1, &error))?;
    if header.version != VERSION {
        return Err(HubError::lines(
            format!("The lines are of version {}, and this Linchpin reads {VERSION}.", header.version),
            "Use the Linchpin that wrote them, or a newer one.",
        ));
    }
    let workspace = header.workspace;
    journal.create_workspace(&workspace)?;
    let mut head = journal.head(&workspace)?.position;
    if head > 0 {
        return Err(HubError::lines(
            format!("The hub has {head} entries in workspace `{workspace}`."),
            "Restore into an empty one: `--hub` names another place.",
        ));
    }
    let mut batch = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        let line = line.map_err(|error| unreadable(number + 2, &error))?;
        batch.push(stored(&line).map_err(|why| unreadable(number + 2, &why))?);
        if batch.len() == BATCH {
            head = journal.submit_copies(&workspace, head, std::mem::take(&mut batch)).wait()?.head.position;
        }
    }
    if !batch.is_empty() {
        head = journal.submit_copies(&workspace, head, batch).wait()?.head.position;
    }
    if head != header.entries {
        return Err(HubError::lines(
            format!("The lines end after {head} of {} entries.", header.entries),
            "Export them again.",
        ));
    }
    match journal.check(&workspace, CheckDepth::Whole)?.findings.first() {
        Some(finding) => Err(HubError::lines(
            format!("What was restored does not verify: {finding}."),
            "Export the lines again, and restore into an empty hub.",
        )),
        None => Ok(head),
    }
}

fn unreadable(line: usize, why: &dyn std::fmt::Display) -> HubError {
    HubError::lines(format!("Line {line} is not an entry of a journal: {why}."), "Export it again.")
}

fn stored(line: &str) -> Result<StoredEntry, String> {
    let line: Line<Box<RawValue>> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |text: LineText| {
        let kept = match (text.salt, text.text) {
            (Some(salt), Some(text)) => Some(KeptText { salt: bytes(&salt)?, text }),
            _ => None,
        };
        Some(StoredText { hash: bytes(&text.hash)?, kept })
    };
    let texts: Option<Vec<StoredText>> = line.texts.into_iter().map(text).collect();
    Ok(StoredEntry {
        position: line.position,
        command_id: line.command_id,
        recorded_at_ms: line.recorded_at.as_ms(),
        body: line.body.get().to_owned(),
        texts: texts.ok_or("a hash is not hexadecimal")?,
        hash: bytes(&line.hash).ok_or("its hash is not hexadecimal")?,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if hex.len() != 2 * N || !hex.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}
