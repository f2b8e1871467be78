//! The door of a laptop: no account, this machine alone, and a token from the terminal once a browser.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// Browsers that are known at once; the one that came first is forgotten first.
const BROWSERS: usize = 50;
/// Who is let in.
pub(crate) struct Door {
    address: SocketAddr,
    start: String,
    /// Hashes of the browsers' tokens; the tokens themselves are kept nowhere.
    known: Mutex<VecDeque<[u8; 32]>>,
}

impl Door {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, start: token(), known: Mutex::default() }
    }

    /// The address that lets a browser in.
    pub(crate) fn start_address(&self) -> String {
        format!("http://{}/?start={}", self.address, self.start)
    }

    /// The port that it is on.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The name of its cookie. Browsers keep cookies by host and not by port, so each hub of this machine has one of its own.
    pub(crate) fn cookie(&self) -> String {
        format!("linchpin-{}", self.port())
    }

    /// Where the door stands: what a request must call it, and where its forms come from.
    pub(crate) fn names(&self) -> [String; 3] {
        let port = self.address.port();
        [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")]
    }

    /// The cookie for a browser that brings the start token.
    pub(crate) fn let_in(&self, start: &str) -> Option<HeaderValue> {
        if !is_same(&hash(start), &hash(&self.start)) {
            return None;
        }
        let token = token();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_back(hash(&token));
        if known.len() > BROWSERS {
            known.pop_front();
        }
        HeaderValue::from_str(&format!("{}={token}; Path=/; HttpOnly; SameSite=Lax", self.cookie())).ok()
    }

    /// Whether a request brings the cookie of a browser that was let in.
    pub(crate) fn knows(&self, headers: &HeaderMap) -> bool {
        let cookie = self.cookie();
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let tokens =
            cookies.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        tokens
            .filter(|(name, _)| *name == cookie)
            .any(|(_, token)| known.iter().any(|known| is_same(known, &hash(token))))
    }
}

/// 256 bits of chance, in letters that stand in an address.
fn token() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has chance to give");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares hashes in a time that does not depend on where they differ.
fn is_same(one: &[u8; 32], two: &[u8; 32]) -> bool {
    one.iter().zip(two).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> Door {
        Door::new(([127, 0, 0, 1], 7700).into())
    }

    fn with_cookie(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(text).expect("plain text"));
        headers
    }

    #[test]
    fn only_a_browser_that_brought_the_token_is_known() {
        let door = door();
        let start = door.start_address().rsplit_once('=').expect("a token").1.to_string();
        let cookie = door.let_in(&start).expect("the token is right");
        let pair = cookie.to_str().expect("plain text").split(';').next().expect("a pair").to_string();
        assert!(door.knows(&with_cookie(&pair)));
        assert!(door.knows(&with_cookie(&format!("other=1; {pair}"))));
        assert!(!door.knows(&HeaderMap::new()));
        assert!(!door.knows(&with_cookie(&format!("{pair}0"))));
        assert!(!door.knows(&with_cookie(&format!("linchpin-7700={start}"))), "the start token is no cookie");
        assert!(door.let_in("wrong").is_none());
    }

    #[test]
    fn the_browser_that_came_first_is_forgotten_first() {
        let door = door();
        let start = door.start_address().rsplit_once('=').expect("a token").1.to_string();
        let mut cookies: Vec<HeaderMap> = Vec::new();
        for _ in 0..=BROWSERS {
            let cookie = door.let_in(&start).expect("the token is right");
            cookies
                .push(with_cookie(cookie.to_str().expect("plain text").split(';').next().expect("a pair")));
        }
        assert!(!door.knows(&cookies[0]));
        assert!(cookies[1..].iter().all(|cookie| door.knows(cookie)));
    }
}
