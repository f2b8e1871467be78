//! What an issue of Jira's becomes.
