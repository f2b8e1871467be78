//! `?start=TOKEN` at any address: lets the browser in, once, and takes the token out of the address.

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::WebError;
use crate::site::Site;

const START: &str = "start=";

pub(crate) async fn let_in(State(site): State<Site>, request: Request, next: Next) -> Response {
    let Some(token) = token(request.uri()) else { return next.run(request).await };
    if request.method() != axum::http::Method::GET {
        return WebError::NotLetIn.answer(request.headers());
    }
    // A browser that is known already needs no second cookie, even if the token is of an earlier run.
    if site.door().knows(request.headers()) {
        return to_plain(request.uri(), None);
    }
    match site.door().let_in(token) {
        Some(cookie) => to_plain(request.uri(), Some(cookie)),
        None => WebError::NotLetIn.answer(request.headers()),
    }
}

fn token(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix(START))
}

/// The same address without the token.
fn to_plain(uri: &Uri, cookie: Option<header::HeaderValue>) -> Response {
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with(START))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    // Two slashes at the start would be another host.
    let path = format!("/{}{query}", uri.path().trim_start_matches('/'));
    let mut answer = (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response();
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}
