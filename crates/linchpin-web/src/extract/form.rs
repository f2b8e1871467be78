//! The body of a request: bytes, the fields of a form, or a form with files.

use std::error::Error;

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::rejection::{BytesRejection, FormRejection};
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;

use crate::error::WebError;
use crate::guard::TookTooLong;

/// The bytes of a body.
pub(crate) struct Bytes(pub(crate) axum::body::Bytes);

impl<S: Send + Sync> FromRequest<S> for Bytes {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let headers = request.headers().clone();
        bytes(request, state).await.map(Self).map_err(|error| error.answer(&headers))
    }
}

/// All bytes of a body, or why they did not come.
pub(super) async fn bytes<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<axum::body::Bytes, WebError> {
    let bytes = axum::body::Bytes::from_request(request, state).await;
    bytes.map_err(|rejection: BytesRejection| not_arrived(rejection.status(), &rejection))
}

/// The fields of a form, in their order.
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let error = match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => return Ok(Self(pairs)),
            Err(FormRejection::InvalidFormContentType(_)) => WebError::Refused {
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                what: "A form is wanted here, sent as `Content-Type: application/x-www-form-urlencoded`"
                    .into(),
            },
            Err(rejection) => not_arrived(rejection.status(), &rejection),
        };
        Err(error.answer(&headers))
    }
}

/// The parts of a form with files.
pub(crate) struct Parts(pub(crate) Multipart);

impl<S: Send + Sync> FromRequest<S> for Parts {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let parts = Multipart::from_request(request, state).await;
        let refused = || {
            WebError::Refused {
            status: StatusCode::BAD_REQUEST,
            what: "A form with parts is wanted here, sent as `Content-Type: multipart/form-data` with its boundary"
                .into(),
        }
        };
        parts.map(Self).map_err(|_| refused().answer(&headers))
    }
}

impl From<MultipartError> for WebError {
    fn from(error: MultipartError) -> Self {
        not_arrived(error.status(), &error)
    }
}

/// Why a body is not there as it should be.
fn not_arrived(status: StatusCode, error: &(dyn Error + 'static)) -> WebError {
    let is_late =
        std::iter::successors(Some(error), |error| (*error).source()).any(|error| error.is::<TookTooLong>());
    let (status, what) = match status {
        _ if is_late => (StatusCode::REQUEST_TIMEOUT, "What was sent took too long to arrive"),
        StatusCode::PAYLOAD_TOO_LARGE => (status, "This is larger than what is taken here"),
        _ => {
            (StatusCode::BAD_REQUEST, "What was sent ended early, or is not of the form that it says it has")
        }
    };
    WebError::Refused { status, what: what.into() }
}
