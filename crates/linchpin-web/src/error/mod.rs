//! What is answered when the answer cannot be given: a page for people, JSON for programs.

mod told;

use std::borrow::Cow;

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use linchpin_hub::HubError;
use serde::Serialize;
use utoipa::ToSchema;

use self::told::Told;
use crate::assets;
use crate::filters;

/// Why a request is refused or failed.
#[derive(Debug)]
pub(crate) enum WebError {
    /// A browser that did not bring the start token.
    NotLetIn,
    /// The server is called by a name that is not its own.
    WrongHost,
    /// What would change something does not come from a page of ours.
    WrongOrigin,
    /// There is no such thing.
    NotFound {
        /// In one sentence.
        what: String,
        /// Where to go instead: words and address.
        instead: Option<(String, String)>,
    },
    /// The request cannot be taken apart.
    Refused {
        /// As what it is refused.
        status: StatusCode,
        /// In one sentence.
        what: Cow<'static, str>,
    },
    /// The request does not say what it must.
    Wrong {
        /// In one sentence.
        what: String,
    },
    /// Fields do not say what they must.
    WrongFields {
        /// Each field's name, and what is wrong with it.
        fields: Vec<(String, String)>,
    },
    /// The hub refused or failed.
    Hub(HubError),
    /// A failure on our side.
    Ours {
        /// What happened, for the log alone.
        what: String,
    },
}

impl WebError {
    pub(crate) fn ours(what: impl Into<String>) -> Self {
        Self::Ours { what: what.into() }
    }

    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into(), instead: None }
    }

    /// Fields that do not say what they must, each with what is wrong.
    pub(crate) fn fields(fields: Vec<(String, String)>) -> Self {
        Self::WrongFields { fields }
    }

    /// A failure of ours is told to the log, once, where it is answered.
    fn log(&self) {
        match self {
            Self::Hub(HubError::Rejected(_)) => {}
            Self::Hub(error) => eprintln!("error: {error}"),
            Self::Ours { what } => eprintln!("error: {what}"),
            Self::NotLetIn
            | Self::WrongHost
            | Self::WrongOrigin
            | Self::Refused { .. }
            | Self::NotFound { .. }
            | Self::Wrong { .. }
            | Self::WrongFields { .. } => {}
        }
    }

    /// The answer for a program.
    pub(crate) fn problem(self) -> Response {
        self.log();
        let told = self.told_to_programs();
        let fields = match &self {
            Self::WrongFields { fields } => fields.as_slice(),
            _ => &[],
        };
        let fields = fields.iter().map(|(field, what)| WrongField { field, what }).collect();
        let body = ToldProblem { status: told.status.as_u16(), title: &told.title, hint: &told.hint, fields };
        let kind = header::HeaderValue::from_static("application/problem+json");
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        (told.status, [(header::CONTENT_TYPE, kind)], bytes).into_response()
    }

    /// The answer for whoever sent these headers.
    pub(crate) fn answer(self, headers: &HeaderMap) -> Response {
        let wants_page = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("text/html"));
        if !wants_page {
            return self.problem();
        }
        self.log();
        let told = self.told();
        let status = told.status;
        match FailurePage::of(told).render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

/// What a route for programs answers instead.
pub(crate) struct Problem(WebError);

impl<E: Into<WebError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.0.problem()
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut html = HeaderMap::new();
        html.insert(header::ACCEPT, header::HeaderValue::from_static("text/html"));
        self.answer(&html)
    }
}

impl From<HubError> for WebError {
    fn from(error: HubError) -> Self {
        Self::Hub(error)
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::ours(format!("A page could not be written: {error}"))
    }
}

/// Why a request was refused or failed (RFC 9457). The only shape of errors.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ToldProblem<'a> {
    /// The status of the answer.
    status: u16,
    /// What is wrong, in a sentence or two.
    title: &'a str,
    /// What to do next.
    hint: &'a str,
    /// What is wrong with which field of the body or the address; empty where it is not about fields.
    fields: Vec<WrongField<'a>>,
}

/// What is wrong with one field.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrongField<'a> {
    /// Its name.
    field: &'a str,
    /// What is wrong, and what to write instead.
    what: &'a str,
}

#[derive(Template)]
#[template(path = "pages/failure.html")]
struct FailurePage {
    told: Told,
    mark: &'static str,
    style: &'static str,
    theme: &'static str,
}

impl FailurePage {
    fn of(told: Told) -> Self {
        let [mark, style, theme] = ["mark.svg", "linchpin.css", "theme.js"].map(assets::address);
        Self { told, mark, style, theme }
    }
}
