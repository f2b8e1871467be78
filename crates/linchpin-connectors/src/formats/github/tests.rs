//! What an issue of GitHub's becomes.
