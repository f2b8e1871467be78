//! What is said of each refusal and failure: what happened, and what to do next.

use axum::http::StatusCode;
use linchpin_hub::HubError;

use super::WebError;

/// A refusal or a failure in words.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) title: String,
    pub(super) hint: String,
    /// Where to go instead: words and address.
    pub(super) instead: Option<(String, String)>,
}

impl WebError {
    /// What a person is told.
    pub(super) fn told(&self) -> Told {
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

    /// What a program is told: the same, and the next step of whoever writes it.
    pub(super) fn told_to_programs(&self) -> Told {
        let told = self.told();
        let hint = match self {
            Self::NotLetIn => {
                "Open the whole address that `linchpin serve` printed, and send the cookie that it sets with every request."
            }
            Self::WrongOrigin => "Nothing was changed. Send the hub's own address as `Origin`.",
            Self::NotFound { .. } => {
                "`GET /api/v1/search?q=WORDS` finds keys, and `GET /api/v1/openapi.json` describes every address."
            }
            Self::Refused { status: StatusCode::METHOD_NOT_ALLOWED, .. } => {
                "Nothing was changed. The header `Allow` names the methods that this address takes."
            }
            Self::Refused { status: StatusCode::PAYLOAD_TOO_LARGE, .. } => {
                "Nothing was changed. Send less at once: shorter texts, or a file in parts."
            }
            Self::Refused { .. } | Self::Wrong { .. } => {
                "Nothing was changed. `GET /api/v1/openapi.json` describes what is asked and sent here."
            }
            Self::Hub(HubError::Rejected(_)) => {
                "Nothing was changed. Look at how it stands now, and decide again."
            }
            Self::WrongHost | Self::WrongFields { .. } | Self::Hub(_) | Self::Ours { .. } => return told,
        };
        Told { hint: hint.into(), ..told }
    }
}
