//! A handler that panics fails one request, which is answered as any failure of ours is.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use crate::error::WebError;

/// Answers for whatever panics behind it.
pub(crate) async fn with_answer(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    // What a request leaves behind in the middle is its own; locks that it held are taken as they are.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => WebError::ours(format!("A request panicked: {}", words(&*panic))).answer(&headers),
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a word")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{StatusCode, header};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::guard::with_headers;

    async fn fails() -> StatusCode {
        panic!("a secret in a message")
    }

    #[tokio::test]
    async fn a_panic_is_answered_in_general_words_with_all_headers() {
        let router =
            Router::new().route("/", get(fails)).layer(from_fn(with_answer)).layer(from_fn(with_headers));
        for accept in ["text/html", "application/json"] {
            let request = Request::get("/").header(header::ACCEPT, accept).body(Body::empty());
            let answer = router.clone().oneshot(request.expect("a request")).await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
            let kind = answer.headers()[header::CONTENT_TYPE].to_str().expect("plain text");
            assert!(kind.starts_with(accept) || kind == "application/problem+json", "{accept}: {kind}");
            let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
            let text = String::from_utf8(body.to_vec()).expect("text");
            assert!(text.contains("our side") && !text.contains("secret"), "{text}");
        }
    }
}
