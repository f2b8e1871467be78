//! Styles, scripts, fonts and icons: compiled in, compressed once, and named after what is in them.
//!
//! A style goes from token to meaning to component, in the declared layers: one file a component, joined here. A script is
//! a small module that improves one element; a page is whole without it.

use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Redirect, Response};
use sha2::{Digest, Sha256};

use crate::error::WebError;
use crate::extract::Path;

/// Joined in this order; `@layer` decides what wins.
const STYLES: &[&str] = &[
    "@layer tokens, base, layout, components, pages, print;\n",
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/layout.css"),
    include_str!("../assets/css/parts/icons.css"),
    include_str!("../assets/css/parts/sidebar.css"),
    include_str!("../assets/css/parts/buttons.css"),
    include_str!("../assets/css/parts/health.css"),
    include_str!("../assets/css/parts/small.css"),
    include_str!("../assets/css/parts/heads.css"),
    include_str!("../assets/css/parts/tables.css"),
    include_str!("../assets/css/parts/charts.css"),
    include_str!("../assets/css/parts/notices.css"),
    include_str!("../assets/css/parts/toasts.css"),
    include_str!("../assets/css/parts/palette.css"),
    include_str!("../assets/css/parts/forms.css"),
    include_str!("../assets/css/parts/acts.css"),
    include_str!("../assets/css/parts/feed.css"),
    include_str!("../assets/css/parts/states.css"),
    include_str!("../assets/css/pages/pulse.css"),
    include_str!("../assets/css/pages/program.css"),
    include_str!("../assets/css/pages/milestone.css"),
    include_str!("../assets/css/pages/chase.css"),
    include_str!("../assets/css/pages/thing.css"),
    include_str!("../assets/css/pages/first.css"),
    include_str!("../assets/css/pages/asks.css"),
    include_str!("../assets/css/pages/import.css"),
    include_str!("../assets/css/pages/search.css"),
    include_str!("../assets/css/print.css"),
];

/// Each in a block of its own, so that no name of one is seen by another.
const SCRIPTS: &[&str] = &[
    include_str!("../assets/js/trust.js"),
    include_str!("../assets/js/live.js"),
    include_str!("../assets/js/soon.js"),
    include_str!("../assets/js/copy.js"),
    include_str!("../assets/js/toast.js"),
    include_str!("../assets/js/drop.js"),
    include_str!("../assets/js/palette.js"),
    include_str!("../assets/js/keys.js"),
    include_str!("../assets/js/print.js"),
];

/// Cut to what pages write: `assets/fonts/subset.sh`.
const FONTS: [(&str, &[u8]); 4] = [
    ("inter-latin.woff2", include_bytes!("../assets/fonts/inter-latin.woff2")),
    ("inter-latin-ext.woff2", include_bytes!("../assets/fonts/inter-latin-ext.woff2")),
    ("newsreader-latin.woff2", include_bytes!("../assets/fonts/newsreader-latin.woff2")),
    ("newsreader-latin-ext.woff2", include_bytes!("../assets/fonts/newsreader-latin-ext.woff2")),
];

/// A year, in seconds: what is named after its content never changes.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// How hard assets are compressed, once at the start.
const QUALITY: u32 = 7;

/// A file as it is sent.
struct Asset {
    kind: &'static str,
    plain: Vec<u8>,
    /// None for what is compressed already.
    brotli: Option<Vec<u8>>,
}

/// Every asset by the name it is fetched by, and that name by the one it is written by.
struct Assets {
    served: HashMap<String, Asset>,
    names: HashMap<&'static str, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::new);

impl Assets {
    fn new() -> Self {
        let mut assets = Self { served: HashMap::new(), names: HashMap::new() };
        for (name, bytes) in FONTS {
            assets.add(name, "font/woff2", bytes);
        }
        assets.add("mark.svg", "image/svg+xml", include_bytes!("../assets/mark.svg"));
        assets.add(
            "htmx.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/vendor/htmx.min.js"),
        );
        assets.add("theme.js", "text/javascript; charset=utf-8", include_bytes!("../assets/js/theme.js"));
        let mut style = STYLES.concat();
        for (name, _) in FONTS {
            style = style.replace(&format!("fonts/{name}"), &assets.names[name]);
        }
        assets.add("linchpin.css", "text/css; charset=utf-8", style.as_bytes());
        let script: String = SCRIPTS.iter().map(|script| format!("{{\n{script}}}\n")).collect();
        assets.add("linchpin.js", "text/javascript; charset=utf-8", script.as_bytes());
        assets
    }

    fn add(&mut self, name: &'static str, kind: &'static str, bytes: &[u8]) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let served = format!("{stem}.{hash}.{ending}");
        let brotli = (ending != "woff2").then(|| compressed(bytes, QUALITY));
        self.names.insert(name, format!("/assets/{served}"));
        self.served.insert(served, Asset { kind, plain: bytes.to_vec(), brotli });
    }
}

/// Compressed by brotli at a quality of 0 to 11.
pub(crate) fn compressed(bytes: &[u8], quality: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, quality, 20);
    writer.write_all(bytes).expect("memory takes what is written to it");
    drop(writer);
    out
}

/// The address of an asset by its plain name, such as `linchpin.css`.
pub(crate) fn address(name: &str) -> &'static str {
    ASSETS.names.get(name).map_or("/assets/missing", String::as_str)
}

/// Compresses and names everything, so that the first page need not wait for it.
pub(crate) fn prepare() {
    LazyLock::force(&ASSETS);
}

/// `GET /favicon.ico`: where browsers look for a mark when what they show, such as a text, names none.
pub(crate) async fn favicon() -> Redirect {
    Redirect::to(address("mark.svg"))
}

/// Whether a request takes an answer that brotli compressed.
pub(crate) fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|value| value.split(',').any(|part| part.trim().split(';').next() == Some("br")))
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.served.get(&name) else {
        let what =
            "There is no style, script or picture of this name; the page that wants it may be an older one";
        return WebError::not_found(what).answer(&headers);
    };
    let mut answer = match asset.brotli.as_ref().filter(|_| takes_brotli(&headers)) {
        Some(bytes) => {
            let mut answer = Response::new(Body::from(&bytes[..]));
            answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            answer
        }
        None => Response::new(Body::from(&asset.plain[..])),
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, CACHED);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer
}
