//! Who sits at the machine: on a laptop without accounts, a person made from the machine's user, to be merged with a
//! person of the trackers later.

use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::id::Key;
use linchpin_model::{Actor, PersonField, PersonId, Thing};

use crate::error::HubError;
use crate::hub::Hub;

impl Hub {
    /// The person whose key is the name of the machine's user; made if there is none.
    pub fn resident(&self, user: &str) -> Result<PersonId, HubError> {
        let key = Key::new(&format!("@{user}"));
        if let Some(Thing::Person(person)) = self.world().thing(&key) {
            return Ok(person);
        }
        let name = self.personal(user);
        let fields = AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]);
        let add = Command::Add { key: Some(key.clone()), fields };
        let added = self.command(self.new_id(), Actor::System, "serve", &add, &[name]);
        match (self.catch_up()?.thing(&key), added) {
            // Where two begin at once, one of them finds the key taken, by the very person.
            (Some(Thing::Person(person)), _) => Ok(person),
            (_, Err(error)) => Err(error),
            (_, Ok(_)) => {
                Err(HubError::place(format!("`{key}` is not a person."), "Give that thing another key."))
            }
        }
    }
}
