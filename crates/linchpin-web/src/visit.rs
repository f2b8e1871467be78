//! When somebody was here last: kept in a cookie of their browser, so that nothing is recorded about who looks when.
//!
//! A visit goes on for as long as they come back within half an hour; what it is told since does not move meanwhile.

use axum::http::{HeaderMap, HeaderValue, header};
use linchpin_model::Moment;

/// A visit ends after so long, in milliseconds.
const ENDS_AFTER_MS: i64 = 1_800_000;
/// A browser keeps it for a year, in seconds.
const KEPT: u32 = 31_536_000;

/// One visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Visit {
    /// When the one before ended; none if there was none.
    pub(crate) since: Option<Moment>,
    now: Moment,
    port: u16,
}

impl Visit {
    /// What the cookie of a hub on a port says at a moment. Whatever it says else is a first visit.
    pub(crate) fn of(headers: &HeaderMap, port: u16, now: Moment) -> Self {
        let name = name(port);
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        let told = pairs.find(|(known, _)| *known == name).and_then(|(_, value)| read(value));
        let since = match told {
            Some((_, last)) if last > now => None,
            Some((since, last)) if now.as_ms() - last.as_ms() <= ENDS_AFTER_MS => since,
            Some((_, last)) => Some(last),
            None => None,
        };
        Self { since, now, port }
    }

    /// What the browser is to keep.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let since = self.since.map(|since| since.as_ms().to_string()).unwrap_or_default();
        let (name, now) = (name(self.port), self.now.as_ms());
        let text = format!("{name}={since}.{now}; Path=/; HttpOnly; SameSite=Lax; Max-Age={KEPT}");
        HeaderValue::from_str(&text).ok()
    }
}

/// Hubs on other ports of this machine have cookies of their own.
fn name(port: u16) -> String {
    format!("linchpin-visit-{port}")
}

/// Since when, and the last look.
fn read(value: &str) -> Option<(Option<Moment>, Moment)> {
    let (since, last) = value.split_once('.')?;
    let moment = |text: &str| {
        let at = Moment::from_ms(text.parse().ok()?);
        (Moment::MIN..=Moment::MAX).contains(&at).then_some(at)
    };
    let since = if since.is_empty() { None } else { Some(moment(since)?) };
    Some((since, moment(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn look(cookie: Option<&HeaderValue>, minute: i64) -> Visit {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            let pair = cookie.to_str().expect("plain text").split(';').next().expect("a pair");
            headers
                .insert(header::COOKIE, HeaderValue::from_str(&format!("linchpin=x; {pair}")).expect("text"));
        }
        Visit::of(&headers, 7700, at(minute))
    }

    fn at(minute: i64) -> Moment {
        Moment::from_ms(1_790_000_000_000 + minute * MINUTE)
    }

    #[test]
    fn a_visit_is_told_what_came_since_the_last_look_of_the_one_before() {
        let first = look(None, 0);
        assert_eq!(first.since, None);
        let again = look(first.cookie().as_ref(), 20);
        assert_eq!(again.since, None, "it is the same visit");
        let later = look(again.cookie().as_ref(), 600);
        assert_eq!(later.since, Some(at(20)));
        let still = look(later.cookie().as_ref(), 620);
        assert_eq!(still.since, Some(at(20)), "what it is told does not vanish while one reads");
        let next = look(still.cookie().as_ref(), 700);
        assert_eq!(next.since, Some(at(620)));
    }

    #[test]
    fn what_no_visit_wrote_is_a_first_visit() {
        for value in ["", ".", "x", "1.2.3", "9e9.1", ".99999999999999999999", "-5.x", ".9999999999999"] {
            let cookie = HeaderValue::from_str(&format!("linchpin-visit-7700={value}")).expect("plain text");
            assert_eq!(look(Some(&cookie), 0).since, None, "{value}");
        }
    }
}
