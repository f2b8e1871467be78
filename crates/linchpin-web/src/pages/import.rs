//! `GET /import` and what follows: bring a file or a table, look at what it says, correct the columns, record it, undo it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use linchpin_hub::{FileError, FileParams, Looked};
use linchpin_model::observation::Problem;
use linchpin_model::{Item, Program};

use crate::acts::{Values, see_other};
use crate::error::WebError;
use crate::extract::{Fields, Parts, Path, Query};
use crate::filters;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::site::{Site, blocking};
use crate::uploads::Upload;

/// The name of a table that was pasted, if nobody gave another.
const PASTED: &str = "Pasted table";
/// What could not be read is listed up to here; the rest is counted.
const MOST_PROBLEMS: usize = 200;

#[derive(Template)]
#[template(path = "pages/import.html")]
struct ImportPage {
    shell: Shell,
    programs: Vec<(String, String)>,
    /// Whether the hub has nothing yet.
    is_first: bool,
    /// What was pasted, kept if it could not be read.
    text: String,
    error: Option<Refusal>,
    kinds: [(&'static str, &'static str, &'static str); 7],
    example: &'static str,
}

/// What can be read: an icon, a name, and as what.
const KINDS: [(&str, &str, &str); 7] = [
    ("jira", "Jira", "an export as CSV or JSON"),
    ("github", "GitHub", "issues and pull requests as JSON"),
    ("linear", "Linear", "an export as CSV or JSON"),
    ("mpp", "MS Project", "a plan as XML"),
    ("sheet", "Spreadsheet", "CSV, TSV or XLSX"),
    ("cal", "Calendar", "holidays and absences as iCalendar"),
    ("timeline", "Plan text", "a program in a few lines"),
];
/// What a table looks like.
const EXAMPLE: &str = "Task\tOwner\tDays\tAfter\nTiles\tOmar\t8\nMap\tYuki\t5\tTiles\nAlerts\tNadia\t4";

/// A file that cannot be read as a whole.
pub(crate) struct Refusal {
    name: String,
    place: Option<String>,
    message: String,
    hint: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/import_look.html")]
struct LookPage {
    shell: Shell,
    heading: String,
    lede: String,
    upload: Upload,
    format: String,
    programs: Vec<(String, String)>,
    columns: Vec<ColumnRow>,
    counts: Vec<CountRow>,
    problems: Vec<Problem>,
    more_problems: usize,
    faults: Option<String>,
    /// The first of its entries, once it is recorded.
    position: Option<u64>,
    is_recorded: bool,
    command_id: uuid::Uuid,
}

struct ColumnRow {
    name: String,
    header: String,
    fields: Vec<(String, bool)>,
}

struct CountRow {
    kind: String,
    added: usize,
    changed: usize,
    unchanged: usize,
    vanished: usize,
    returned: usize,
}

/// `GET /import`
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    visitor.may_record()?;
    Ok(Html(first(&site, &asked, String::new(), None).await?))
}

pub(crate) async fn first(
    site: &Site,
    asked: &Asked,
    text: String,
    error: Option<Refusal>,
) -> Result<String, WebError> {
    let standing = site.standing().await;
    let mut shell = site.shell(&standing, asked, "Import", Here::Import).await?;
    shell.stay();
    let is_first = is_empty(&standing);
    let page = ImportPage {
        programs: programs(&standing),
        is_first,
        shell,
        text,
        error,
        kinds: KINDS,
        example: EXAMPLE,
    };
    Ok(page.render()?)
}

/// Whether the hub has neither work nor programs.
pub(crate) fn is_empty(standing: &linchpin_hub::Standing) -> bool {
    let world = &standing.world;
    world.live::<Item>().next().is_none() && world.live::<Program>().next().is_none()
}

fn programs(standing: &linchpin_hub::Standing) -> Vec<(String, String)> {
    let programs = standing.world.live::<Program>().map(|program| {
        let key = linchpin_analysis::key_of(program);
        let title = program.title().map_or_else(|| key.clone(), ToString::to_string);
        (key, title)
    });
    programs.collect()
}

/// `POST /import`: a file that was chosen or dropped, or a table that was pasted.
pub(crate) async fn bring(
    State(site): State<Site>,
    visitor: Visitor,
    Parts(mut parts): Parts,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let (mut file, mut text, mut name, mut program) = (None, String::new(), None, None);
    while let Some(part) = parts.next_field().await? {
        match part.name().unwrap_or("") {
            "file" => {
                let called = part.file_name().map(plain_name);
                let bytes = part.bytes().await?;
                if !bytes.is_empty() {
                    file = Some((called.unwrap_or_else(|| PASTED.into()), bytes));
                }
            }
            "text" => text = part.text().await?,
            "name" => name = Some(part.text().await?),
            "program" => program = Some(part.text().await?),
            _ => {}
        }
    }
    let given =
        |value: Option<String>| value.map(|value| value.trim().to_string()).filter(|value| !value.is_empty());
    let (name, bytes): (String, Arc<[u8]>) = match file {
        Some((name, bytes)) => (name, bytes.to_vec().into()),
        None if text.trim().is_empty() => {
            let error = Refusal {
                name: "Nothing".into(),
                place: None,
                message: "There is no file and no table yet.".into(),
                hint: Some("Choose a file, or paste rows with a header.".into()),
            };
            return Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                Html(first(&site, &Asked::default(), text, Some(error)).await?),
            )
                .into_response());
        }
        None => (given(name).unwrap_or_else(|| PASTED.into()), text.clone().into_bytes().into()),
    };
    let id = site.uploads().hold(name, bytes, given(program));
    let upload = site.uploads().get(&id).ok_or_else(gone)?;
    match look(&site, &upload, false).await {
        Ok(_) => Ok(see_other(&format!("/import/{id}"))),
        Err(FileError::Hub(error)) => Err(error.into()),
        Err(FileError::Unreadable(unreadable)) => {
            let at = |line: usize, column: Option<usize>| match column {
                Some(column) => format!("line {line}, column {column}"),
                None => format!("line {line}"),
            };
            let place = unreadable.line.map(|line| at(line, unreadable.column)).or(unreadable.place);
            let error =
                Refusal { name: upload.name, place, message: unreadable.message, hint: unreadable.hint };
            Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                Html(first(&site, &Asked::default(), text, Some(error)).await?),
            )
                .into_response())
        }
    }
}

/// The last part of a path, whatever system it comes from.
fn plain_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_string()
}

fn gone() -> WebError {
    WebError::NotFound {
        what: "This file is no longer held".into(),
        instead: Some(("Bring it again".into(), "/import".into())),
    }
}

async fn look(site: &Site, upload: &Upload, record: bool) -> Result<Looked, FileError> {
    let (hub, upload) = (site.hub().clone(), upload.clone());
    blocking(move || {
        let file = FileParams {
            name: &upload.name,
            bytes: &upload.bytes,
            fields: upload.fields.as_deref(),
            program: upload.program.as_deref(),
        };
        if record { hub.read_file(&file) } else { hub.look_at_file(&file) }
    })
    .await
}

/// `GET /import/{upload}`: what the file says, or what recording it changed.
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let upload = held(&site, &id).await?;
    let looked = match &upload.recorded {
        Some(looked) => looked.clone(),
        None => Arc::new(look(&site, &upload, false).await.map_err(refused)?),
    };
    Ok(Html(look_page(&site, upload, &looked).await?).into_response())
}

/// The file of an address; one whose reading was undone can be recorded again.
async fn held(site: &Site, id: &str) -> Result<Upload, WebError> {
    let upload = site.uploads().get(id).ok_or_else(gone)?;
    let first = upload.recorded.as_ref().and_then(|looked| looked.reading.positions);
    let Some((first, _)) = first else { return Ok(upload) };
    let hub = site.hub().clone();
    if blocking(move || hub.is_undone(first)).await? {
        site.uploads().change(id, |upload| upload.recorded = None);
    }
    site.uploads().get(id).ok_or_else(gone)
}

fn refused(error: FileError) -> WebError {
    match error {
        FileError::Unreadable(unreadable) => WebError::Wrong { what: unreadable.to_string() },
        FileError::Hub(error) => error.into(),
    }
}

/// `POST /import/{upload}`: looks again with other columns, or records.
pub(crate) async fn decide(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Fields(pairs): Fields,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let values = Values::new(pairs);
    let upload = held(&site, &id).await?;
    if upload.recorded.is_some() {
        return Ok(see_other(&format!("/import/{id}")));
    }
    let fields: Vec<String> =
        (0..).map_while(|index| values.get(&format!("column-{index}")).map(str::to_string)).collect();
    site.uploads().change(&id, |upload| {
        upload.program = values.get("program").map(str::to_string);
        upload.fields = Some(fields).filter(|fields| !fields.is_empty());
    });
    let upload = site.uploads().get(&id).ok_or_else(gone)?;
    if values.get("act") == Some("record") {
        let looked = Arc::new(look(&site, &upload, true).await.map_err(refused)?);
        site.uploads().change(&id, |upload| upload.recorded = Some(looked));
    }
    Ok(see_other(&format!("/import/{id}")))
}

async fn look_page(site: &Site, upload: Upload, looked: &Looked) -> Result<String, WebError> {
    let standing = site.standing().await;
    let mut shell = site.shell(&standing, &Asked::default(), "Import", Here::Import).await?;
    shell.stay();
    let is_recorded = upload.recorded.is_some();
    let (reading, words) = (&looked.reading, linchpin_hub::field_words());
    let columns = looked.columns.iter().enumerate().map(|(index, (header, field))| ColumnRow {
        name: format!("column-{index}"),
        header: header.clone(),
        fields: fields_of(&words, field),
    });
    let counts = reading.counts.iter().map(|(kind, counts)| CountRow {
        kind: kind.to_string().replace('_', " "),
        added: counts.added,
        changed: counts.changed,
        unchanged: counts.unchanged,
        vanished: counts.vanished,
        returned: counts.returned,
    });
    let page = LookPage {
        heading: heading(&upload.name, reading.events, is_recorded),
        lede: lede(reading.problems.len()),
        format: looked.format.to_string(),
        programs: programs(&standing),
        columns: columns.collect(),
        counts: counts.collect(),
        problems: reading.problems.iter().take(MOST_PROBLEMS).cloned().collect(),
        more_problems: reading.problems.len().saturating_sub(MOST_PROBLEMS),
        faults: looked.faults.clone(),
        position: reading.positions.map(|(first, _)| first),
        is_recorded,
        command_id: site.hub().new_id(),
        upload,
        shell,
    };
    Ok(page.render()?)
}

/// The words for fields, with the column's own among them and chosen.
fn fields_of(words: &[String], chosen: &str) -> Vec<(String, bool)> {
    let mut fields: Vec<(String, bool)> = words.iter().map(|word| (word.clone(), word == chosen)).collect();
    if !fields.iter().any(|(_, is_chosen)| *is_chosen) {
        fields.insert(0, (chosen.to_string(), true));
    }
    fields
}

fn heading(name: &str, events: usize, is_recorded: bool) -> String {
    match (events, is_recorded) {
        (0, true) => format!("Nothing in {name} was new"),
        (0, false) => format!("Nothing in {name} is new"),
        (_, true) => format!("{name} is recorded"),
        (_, false) => format!("This is what {name} says"),
    }
}

fn lede(problems: usize) -> String {
    match problems {
        0 => "Everything in it could be read.".into(),
        1 => "One thing could not be read as it stands; the rest stands.".into(),
        many => format!(
            "{} things could not be read as they stand; the rest stands.",
            linchpin_analysis::words::capital(&linchpin_analysis::words::number_in_words(many))
        ),
    }
}
