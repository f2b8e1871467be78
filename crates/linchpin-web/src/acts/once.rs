//! A form that is sent twice: what it says is recorded once.
//!
//! The form's own id and what was written make the id of the command. So a second click is the same command, while a form
//! that one went back to, changed and sent again is another; and what was taken back in between can be done again.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Values;
use crate::error::WebError;
use crate::site::{Site, blocking};

/// What a form asks for.
pub(super) enum Sent {
    /// A command that was not recorded yet, or was taken back since.
    New(Uuid),
    /// One that is recorded, at this position.
    Before(u64),
}

/// The command of a form that was sent to a path.
pub(super) async fn once(site: &Site, path: &str, values: &Values) -> Result<Sent, WebError> {
    let hub = site.hub().clone();
    let Some(form) = values.get("id").and_then(|id| id.parse().ok()) else {
        return Ok(Sent::New(hub.new_id()));
    };
    let id = id_of(form, path, values);
    Ok(blocking(move || {
        Ok::<_, linchpin_hub::HubError>(match hub.repeated(id)? {
            None => Sent::New(id),
            Some(repeated) if repeated.is_undone => Sent::New(hub.new_id()),
            Some(repeated) => Sent::Before(repeated.position),
        })
    })
    .await?)
}

fn id_of(form: Uuid, path: &str, values: &Values) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(form.as_bytes());
    let written = values.iter().filter(|(name, _)| !matches!(*name, "id" | "seen" | "back"));
    for part in [path].into_iter().chain(written.flat_map(|(name, value)| [name, value])) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Uuid::new_v8(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_the_same_form_are_one_command() {
        let (form, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let said = |due: &str, back: &str| {
            Values::new(vec![("due".into(), due.into()), ("back".into(), back.into())])
        };
        let first = id_of(form, "map/due", &said("2026-04-30", "/"));
        assert_eq!(first, id_of(form, "map/due", &said("2026-04-30", "/asks")));
        for another in [
            id_of(other, "map/due", &said("2026-04-30", "/")),
            id_of(form, "alerts/due", &said("2026-04-30", "/")),
            id_of(form, "map/due", &said("2026-05-01", "/")),
        ] {
            assert_ne!(first, another);
        }
    }
}
