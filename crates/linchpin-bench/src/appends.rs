//! Single commands by many writers, each acknowledged when it is on disk.

use std::sync::Arc;

use anyhow::Result;
use linchpin_hub::{Hub, Location, OpenParams, SystemChance, SystemClock};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::{Actor, ItemField};

use crate::{Row, floor, timed};

const WRITERS: u32 = 16;
const COMMANDS_EACH: u32 = 1_000;

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let syncs = floor::syncs_per_second()?;
    let folder = tempfile::tempdir()?;
    let location = Location::File(folder.path().join("hub.linchpin"));
    let params = OpenParams {
        location,
        workspace: None,
        create: true,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    };
    let hub = Hub::open(params)?.hub;
    let (elapsed, written) = timed(|| {
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    scope.spawn({
                        let hub = &hub;
                        move || write(hub, writer)
                    })
                })
                .collect();
            writers.into_iter().all(|writer| writer.join().is_ok_and(|written| written.is_ok()))
        })
    });
    anyhow::ensure!(written, "every command was recorded");
    let rate = f64::from(WRITERS * COMMANDS_EACH) / elapsed;
    let must = (syncs / 2.0).min(2_000.0);
    rows.push(Row {
        what: format!("durable single commands a second by {WRITERS} writers, on SQLite"),
        must: format!("{must:.0} a second"),
        measured: format!("{rate:.0} a second"),
        holds: rate >= must,
        floor: format!("{syncs:.0} syncs a second"),
    });
    Ok(())
}

fn write(hub: &Hub, writer: u32) -> Result<()> {
    for number in 0..COMMANDS_EACH {
        let title = ItemField::Title(Some(format!("Item {writer}-{number}").into()));
        let command = Command::Add { key: None, fields: AnyFields::Item(vec![title]) };
        hub.command(hub.new_id(), Actor::System, "bench", &command, &[])?;
    }
    Ok(())
}
