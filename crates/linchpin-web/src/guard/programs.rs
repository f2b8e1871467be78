//! Whoever asks at an address for programs is answered as a program, refusals among them, whatever it says it accepts.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Makes what asks at an address for programs accept what programs are answered.
pub(crate) async fn as_program(mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    }
    next.run(request).await
}
