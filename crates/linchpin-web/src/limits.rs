//! What one client may take up.

use std::time::Duration;

/// Limits on connections and requests.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address that is not this machine.
    pub connections_per_address: usize,
    /// Time for the head of a request to arrive, from the opening of its connection or the answer before it.
    pub head: Duration,
    /// Time for the body of a request to arrive.
    pub body: Duration,
    /// Headers of a request.
    pub headers: usize,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Bytes of the body of an import.
    pub import_bytes: usize,
    /// Time that a page waits for the figures of what whoever asks for it just did.
    pub own_figures: Duration,
    /// Time that a page waits for the figures of what others did, unless they take longer than that to make.
    pub figures: Duration,
    /// Time that what is under way is given when the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            connections_per_address: 512,
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            headers: 64,
            head_bytes: 16 << 10,
            body_bytes: 1 << 20,
            import_bytes: 50 << 20,
            own_figures: Duration::from_secs(2),
            figures: Duration::from_millis(25),
            drain: Duration::from_secs(10),
        }
    }
}
