//! What is answered when the answer cannot be given: a page for people, JSON for programs.

use std::borrow::Cow;

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{BytesRejection, JsonRejection, QueryRejection};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use linchpin_hub::HubError;
use serde::Serialize;
use utoipa::ToSchema;

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

    fn told(&self) -> Told {
        let pulse = || Some(("Go to Pulse".to_string(), "/".to_string()));
        match self {
            Self::NotLetIn => Told {
                status: StatusCode::UNAUTHORIZED,
                title: "Linchpin does not know this browser yet".into(),
                hint: "Open the whole address that `linchpin serve` printed in the terminal; it lets a browser in once."
                    .into(),
                instead: None,
            },
            Self::WrongHost => Told {
                status: StatusCode::MISDIRECTED_REQUEST,
                title: "This address is not one of Linchpin's".into(),
                hint: "Open the address that `linchpin serve` printed: it begins with 127.0.0.1 or localhost.".into(),
                instead: None,
            },
            Self::WrongOrigin => Told {
                status: StatusCode::FORBIDDEN,
                title: "This change did not come from one of Linchpin's pages".into(),
                hint: "Nothing was changed. Open the page in Linchpin and send its form from there.".into(),
                instead: None,
            },
            Self::NotFound { what, instead } => Told {
                status: StatusCode::NOT_FOUND,
                title: what.clone(),
                hint: "Search finds everything by its title or key.".into(),
                instead: instead.clone().or_else(pulse),
            },
            Self::Refused { status, what } => Told {
                status: *status,
                title: what.clone().into_owned(),
                hint: "Nothing was changed. Go back, and follow a link or send a form from there.".into(),
                instead: pulse(),
            },
            Self::Wrong { what } => Told {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                title: what.clone(),
                hint: "Nothing was changed. Go back and correct it.".into(),
                instead: None,
            },
            Self::WrongFields { fields } => Told {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                title: fields.iter().map(|(name, what)| format!("{name}: {what}")).collect::<Vec<_>>().join(" "),
                hint: "Nothing was changed. Correct the fields that are named, and send it again.".into(),
                instead: None,
            },
            Self::Hub(HubError::Rejected(rejection)) => Told {
                status: StatusCode::CONFLICT,
                title: rejection.to_string(),
                hint: "Nothing was changed. Go back and correct it.".into(),
                instead: None,
            },
            Self::Hub(_) | Self::Ours { .. } => Told {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                title: "Something went wrong on our side".into(),
                hint: "Nothing that you gave is lost unless this page says so. `linchpin doctor` looks for the cause."
                    .into(),
                instead: pulse(),
            },
        }
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
        let told = self.told();
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

impl From<JsonRejection> for WebError {
    fn from(rejection: JsonRejection) -> Self {
        Self::Refused { status: rejection.status(), what: rejection.body_text().into() }
    }
}

impl From<BytesRejection> for WebError {
    fn from(rejection: BytesRejection) -> Self {
        Self::Refused { status: rejection.status(), what: rejection.body_text().into() }
    }
}

impl From<MultipartError> for WebError {
    fn from(error: MultipartError) -> Self {
        match error.status() {
            // Whoever sends it broke it off, or took too long.
            StatusCode::INTERNAL_SERVER_ERROR => Self::Refused {
                status: StatusCode::BAD_REQUEST,
                what: "The form ended before all of it had arrived".into(),
            },
            status => Self::Refused { status, what: error.body_text().into() },
        }
    }
}

impl From<QueryRejection> for WebError {
    fn from(rejection: QueryRejection) -> Self {
        Self::Wrong { what: rejection.body_text() }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::ours(format!("A page could not be written: {error}"))
    }
}

struct Told {
    status: StatusCode,
    title: String,
    hint: String,
    instead: Option<(String, String)>,
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
    /// What is wrong with which field of the body; empty where it is not about fields.
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
