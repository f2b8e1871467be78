//! What a person or program asks of the hub.
