//! `POST /api/v1/import`: a file is read into the hub, or only looked at, as `linchpin import` does it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use linchpin_hub::{FileError, FileParams, Imported, ImportedFile};
use serde::Deserialize;

use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::{Bytes, Query};
use crate::guard::Visitor;
use crate::site::{Site, blocking};

/// The kind that a body says it is of: bytes, whatever the file is. No page elsewhere can make a browser send it unasked.
pub(crate) const KIND: &str = "application/octet-stream";

/// What the file is called, and what is to become of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    name: String,
    program: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

pub(crate) async fn import(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Bytes(bytes): Bytes,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.eq_ignore_ascii_case(KIND) {
        let what = format!("A file is sent as `Content-Type: {KIND}`").into();
        return Err(WebError::Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, what }.into());
    }
    let named = [("name", Some(&asked.name)), ("program", asked.program.as_ref())];
    if let Some((field, _)) =
        named.iter().find(|(_, text)| text.is_some_and(|text| text.trim().is_empty() || text.contains('\0')))
    {
        return Err(WebError::Wrong { what: format!("`{field}` says nothing that can be kept") }.into());
    }
    let hub = site.hub().clone();
    let read = blocking(move || {
        let program = asked.program.as_deref();
        let file = FileParams { name: &asked.name, bytes: &bytes, program, fields: None };
        let looked = if asked.dry_run { hub.look_at_file(&file)? } else { hub.read_file(&file)? };
        let (format, mapping) = (looked.format.to_string(), looked.mapping.as_deref());
        Ok(ImportedFile::new(&asked.name, format, &looked.source, mapping, &looked.reading))
    });
    match read.await {
        Ok(file) => Ok(json(&Imported { files: vec![file] })),
        Err(FileError::Unreadable(unreadable)) => {
            Err(WebError::Wrong { what: unreadable.to_string() }.into())
        }
        Err(FileError::Hub(error)) => Err(error.into()),
    }
}
