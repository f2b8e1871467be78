//! Does the request come from this machine's own pages, and does it call the server by its name?
//!
//! A page elsewhere can make a browser send requests here, or give its own name this address (DNS rebinding); neither
//! gets further than this.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::WebError;
use crate::site::Site;

/// Refuses what calls the server by another name, and what would change something from another origin.
pub(crate) async fn from_here(State(site): State<Site>, request: Request, next: Next) -> Response {
    let names = site.door().names();
    if !calls_by_name(request.headers(), request.uri(), &names) {
        return WebError::WrongHost.answer(request.headers()).into_response();
    }
    if !is_safe(request.method()) && !is_own(request.headers(), &names) {
        return WebError::WrongOrigin.answer(request.headers()).into_response();
    }
    next.run(request).await
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Exactly one Host, one of ours; and an address in the request line, if there is one, that says the same.
fn calls_by_name(headers: &HeaderMap, uri: &Uri, names: &[String]) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, more) = (hosts.next().and_then(|value| value.to_str().ok()), hosts.next());
    let is_ours = |host: &str| names.iter().any(|name| name.eq_ignore_ascii_case(host));
    more.is_none()
        && host.is_some_and(is_ours)
        && uri.authority().is_none_or(|authority| is_ours(authority.as_str()))
}

/// The browser says that the request comes from a page of ours; one that does not say must name its origin.
fn is_own(headers: &HeaderMap, names: &[String]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin_is_ours = |origin: &str| {
        origin
            .strip_prefix("http://")
            .is_some_and(|host| names.iter().any(|name| name.eq_ignore_ascii_case(host)))
    };
    match (text("sec-fetch-site"), text("origin")) {
        // Pages that tell nobody where a link was clicked give no origin with their forms either.
        (Some("same-origin"), None | Some("null")) => true,
        (Some("same-origin") | None, Some(origin)) => origin_is_ours(origin),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("plain text"))
        };
        pairs.iter().map(pair).collect()
    }

    fn names() -> Vec<String> {
        vec!["127.0.0.1:7700".into(), "localhost:7700".into(), "[::1]:7700".into()]
    }

    #[test]
    fn only_the_servers_own_names_are_answered() {
        let path = Uri::from_static("/");
        for (host, is_answered) in [
            ("127.0.0.1:7700", true),
            ("LOCALHOST:7700", true),
            ("[::1]:7700", true),
            ("127.0.0.1", false),
            ("localhost:7701", false),
            ("evil.example:7700", false),
            ("127.0.0.1.evil.example:7700", false),
        ] {
            assert_eq!(calls_by_name(&headers(&[("host", host)]), &path, &names()), is_answered, "{host}");
        }
        assert!(!calls_by_name(&HeaderMap::new(), &path, &names()));
        let absolute = Uri::from_static("http://evil.example/");
        assert!(!calls_by_name(&headers(&[("host", "127.0.0.1:7700")]), &absolute, &names()));
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        for (pairs, may) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:7700")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("origin", "http://127.0.0.1:7700")], true),
            (&[], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:7700")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "https://localhost:7700")], false),
        ] {
            assert_eq!(is_own(&headers(pairs), &names()), may, "{pairs:?}");
        }
    }
}
