//! Who is meant by a user of Jira?
//!
//! Cloud has account ids; Server has keys, and names that can change; old Servers have names alone.

use linchpin_model::ExternalId;

use super::Reading;
use crate::formats::json::Object;

impl<'j> Reading<'j, '_> {
    /// The person in a member.
    pub(super) fn person(&mut self, object: &Object<'j>, key: &str) -> Option<ExternalId> {
        let user = self.gather.notes.object(object, key)?;
        let notes = &mut self.gather.notes;
        let ids = ["accountId", "key", "name"];
        let id = ids.into_iter().find_map(|key| notes.text(&user, key))?;
        let name = notes.text(&user, "displayName");
        let address = notes.text(&user, "emailAddress");
        Some(self.gather.person(&id, name.as_deref(), address.as_deref()))
    }
}
