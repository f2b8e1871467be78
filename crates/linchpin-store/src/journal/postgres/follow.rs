//! How does a hub hear at once of what another process recorded?

use crate::journal::postgres::Shared;
use futures_util::future::poll_fn;
use std::sync::Weak;
use std::time::Duration;
use tokio_postgres::{AsyncMessage, NoTls};

/// How long to wait before the connection is made anew. Until then followers look by themselves.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Listens for as long as the hub is open, and rings its bell at each notification. A notification is a hint: one can
/// be lost with the connection, and so followers look every now and then as well.
pub(super) async fn listen(shared: Weak<Shared>) {
    while listen_once(&shared).await.is_some() {
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// Listens until the connection breaks. `None` when the hub is closed.
async fn listen_once(shared: &Weak<Shared>) -> Option<()> {
    let config = shared.upgrade()?.address.to_read.clone();
    let Ok((client, mut connection)) = config.connect(NoTls).await else {
        return Some(());
    };
    let bell = shared.clone();
    let ring = move || bell.upgrade().map(|shared| shared.bell.ring());
    // The connection does its work while it is asked for messages, so it is asked beside the first statement.
    let messages = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if matches!(message, AsyncMessage::Notification(_)) {
                ring()?;
            }
        }
        Some(())
    });
    if client.batch_execute("LISTEN linchpin").await.is_err() {
        return Some(());
    }
    // What was recorded before listening began has sent its notification to nobody.
    shared.upgrade()?.bell.ring();
    messages.await.unwrap_or(Some(()))
}
