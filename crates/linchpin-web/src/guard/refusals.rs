//! What is refused before anything of ours sees it is refused in words, as everything else is.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::WebError;

/// Puts our own answer in place of a bare refusal: of a method, or of an address that cannot be taken apart.
pub(crate) async fn in_words(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let answer = next.run(request).await;
    let Some(what) = words(answer.status()).filter(|_| is_bare(&answer)) else { return answer };
    let mut told = WebError::Refused { status: answer.status(), what: what.into() }.answer(&headers);
    if let Some(allowed) = answer.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    told
}

/// Whether nobody of us wrote it: our answers are pages or JSON.
fn is_bare(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn words(status: StatusCode) -> Option<&'static str> {
    Some(match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            "The address or the form says something that is not understood here"
        }
        StatusCode::METHOD_NOT_ALLOWED => "Nothing is done with this method at this address",
        _ => return None,
    })
}
