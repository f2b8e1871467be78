//! Pulse as it was written, for as long as what it tells of stands: in a large hub it is long, and asked for most.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use linchpin_analysis::Changes;
use linchpin_hub::{Standing, Trending};

use crate::assets::{compressed, takes_brotli};
use crate::pages::pulse::Shown;

/// Pages that are kept: those of people whose last visits differ.
const KEPT: usize = 4;
/// How hard a page is compressed, once for all who ask for it.
const QUALITY: u32 = 4;

/// What a page tells of, beside who asks.
#[derive(Clone)]
pub(crate) struct Telling {
    pub(crate) standing: Arc<Standing>,
    pub(crate) changes: Option<Arc<Changes>>,
    pub(crate) trend: Trending,
    /// How much of it.
    pub(crate) wanted: Shown,
}

impl Telling {
    fn is(&self, other: &Self) -> bool {
        let changes = match (&self.changes, &other.changes) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (None, None) => true,
            _ => false,
        };
        let trend = match (&self.trend, &other.trend) {
            (Trending::Told(one), Trending::Told(two)) => Arc::ptr_eq(one, two),
            (Trending::Soon, Trending::Soon) | (Trending::TooLarge, Trending::TooLarge) => true,
            _ => false,
        };
        Arc::ptr_eq(&self.standing, &other.standing) && changes && trend && self.wanted == other.wanted
    }
}

/// A page as it is sent.
pub(crate) struct Page {
    plain: Bytes,
    brotli: OnceLock<Bytes>,
}

impl Page {
    pub(crate) fn new(html: String) -> Self {
        Self { plain: html.into(), brotli: OnceLock::new() }
    }

    /// In the encoding that the request takes; what is not compressed here may be on the way out.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let takes_brotli = takes_brotli(request);
        let bytes = match takes_brotli {
            true => self.brotli.get_or_init(|| compressed(&self.plain, QUALITY).into()),
            false => &self.plain,
        };
        let mut answer = Response::new(Body::from(bytes.clone()));
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if takes_brotli {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        answer
    }
}

/// The pages that are kept, the last asked for first.
#[derive(Default)]
pub(crate) struct Rendered(Mutex<VecDeque<(Telling, Arc<Page>)>>);

impl Rendered {
    /// The page that tells of this, if it is kept.
    pub(crate) fn get(&self, telling: &Telling) -> Option<Arc<Page>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|(kept, _)| kept.is(telling)).map(|(_, page)| page.clone())
    }

    /// Keeps a page, and lets go of those that tell of earlier standings.
    pub(crate) fn keep(&self, telling: Telling, page: Arc<Page>) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|(kept, _)| Arc::ptr_eq(&kept.standing, &telling.standing) && !kept.is(&telling));
        pages.push_front((telling, page));
        pages.truncate(KEPT);
    }
}
