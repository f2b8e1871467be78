//! A command that was refused or failed, told so that a person can go on.

use std::process::ExitCode;

use linchpin_connectors::formats::Unreadable;
use linchpin_hub::HubError;
use linchpin_store::StoreError;

/// What went wrong and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    code: u8,
}

impl Failure {
    /// Refused or failed, in one sentence.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: 1 }
    }

    /// The command was used wrongly.
    pub(crate) fn wrong_use(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, code: 2 }
    }

    /// The sentence.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// With what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Tells it on standard error, and gives the exit status.
    pub(crate) fn tell(&self) -> ExitCode {
        eprintln!("error: {}", crate::page::visible(&self.message));
        if let Some(hint) = &self.hint {
            eprintln!("hint: {}", crate::page::visible(hint));
        }
        ExitCode::from(self.code)
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        let failure = Self::new(sentence(&error.to_string()));
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(sentence(&error.to_string())).hint(error.hint())
    }
}

/// With a full stop at its end.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_string() } else { format!("{text}.") }
}

impl Failure {
    /// A file that cannot be read as a whole.
    pub(crate) fn unreadable(file: &str, unreadable: &Unreadable) -> Self {
        let place = match (unreadable.line, unreadable.column, &unreadable.place) {
            (Some(line), Some(column), _) => format!(", line {line}, column {column}"),
            (Some(line), None, _) => format!(", line {line}"),
            (None, _, Some(place)) => format!(", {place}"),
            _ => String::new(),
        };
        Self::new(format!("{file}{place}: {}", sentence(&unreadable.message)))
            .hint(unreadable.hint.as_deref().unwrap_or("Correct the file there, or export it once more."))
    }
}
