//! Requests as anybody may send them: every route with its parameters filled in, any method, any lines.

use std::net::SocketAddr;

use linchpin_web::{BodyKind, Route, TABLE};

use crate::server::{Answer, Browser, PLAN, exchange};

/// A request, line by line.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    /// What stands after the method: a path, or a whole address.
    pub(crate) target: String,
    pub(crate) lines: Vec<(&'static str, String)>,
}

impl Sent {
    /// A request that brings nothing but the server's own name.
    pub(crate) fn new(method: &str, target: &str, host: SocketAddr) -> Self {
        let lines = vec![("Host", host.to_string()), ("Accept", "text/html".into())];
        Self { method: method.into(), target: target.into(), lines }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.lines.push((name, value.into()));
        self
    }

    /// A request of a page of the server, in a browser that was let in.
    pub(crate) fn by(browser: &Browser, method: &str, target: &str) -> Self {
        Self::new(method, target, browser.address)
            .with("Cookie", &browser.cookie)
            .with("Sec-Fetch-Site", "same-origin")
    }

    pub(crate) fn to(&self, address: SocketAddr) -> Answer {
        let lines: String = self.lines.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{} {} HTTP/1.1\r\n{lines}", self.method, self.target);
        exchange(address, format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
    }
}

/// What each parameter of a path stands for in a hub with the plan in it.
pub(crate) struct Samples {
    asset: String,
    upload: String,
    person: String,
}

impl Samples {
    /// Looks for an asset and a person on pages, and brings a file that is only looked at.
    pub(crate) fn of(browser: &Browser) -> Self {
        let first = |page: &str, start: &str| {
            let body = browser.get(page).body;
            let rest = body.split_once(start).unwrap_or_else(|| panic!("no {start} on {page}: {body}")).1;
            rest.split('"').next().unwrap_or_default().to_string()
        };
        let brought = browser.post_parts("/import", &[("file", Some("weather.plan"), PLAN)]);
        let upload = brought.header("location").and_then(|to| to.strip_prefix("/import/"));
        let upload = upload.unwrap_or_else(|| panic!("it is not looked at: {brought:?}"));
        Self {
            asset: first("/", "/assets/"),
            upload: upload.into(),
            person: first("/teams/sky", "\"/people/"),
        }
    }

    /// The path of a route as one would send it.
    pub(crate) fn path(&self, route: &Route) -> String {
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.split_once('}')) {
            Some((name, rest)) => format!("{}{rest}", self.value(name)),
            None => part.to_string(),
        };
        route.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    fn value(&self, name: &str) -> &str {
        match name {
            "name" => &self.asset,
            "upload" => &self.upload,
            "position" => "1",
            "report" => "health",
            "act" => "snoozes",
            "key" | "item" => "map",
            "person" => &self.person,
            "team" => "sky",
            "milestone" => "beta",
            "program" => "weather",
            other => panic!("a route has a new parameter, {{{other}}}: say here what it may stand for"),
        }
    }
}

/// Whether a route changes something.
pub(crate) fn is_unsafe(route: &Route) -> bool {
    route.method != "GET"
}

/// Every path of the table, once.
pub(crate) fn paths(samples: &Samples) -> Vec<String> {
    let mut paths: Vec<String> = TABLE.iter().map(|route| samples.path(route)).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// A kind of content that no route takes for a body of this kind.
pub(crate) fn wrong_content(body: BodyKind) -> &'static str {
    match body {
        BodyKind::Json => "application/x-www-form-urlencoded",
        BodyKind::Nothing | BodyKind::Form | BodyKind::Upload | BodyKind::File => "application/json",
    }
}
