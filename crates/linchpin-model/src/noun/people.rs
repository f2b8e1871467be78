//! People, teams and their working time.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::fact::fields;
use crate::noun::{CalendarThing, Person, Team};
use crate::value::{Absence, Money};

fields! {
    /// What can be said of a person.
    PersonField {
        /// How the person is called.
        Name name: R::Text,
        /// The mail address.
        Address address: R::Text,
        /// The team the person belongs to.
        Team team: R::Ref<Team>,
        /// The calendar the person follows, if not the team's.
        Calendar calendar: R::Ref<CalendarThing>,
        /// What the person does there.
        Role role: Arc<str>,
        /// The share of the person's time that is for this work, in percent.
        Share share: u32,
        /// Days away.
        Absences absences: Vec<Absence>,
    }
}

fields! {
    /// What can be said of a team.
    TeamField {
        /// The team's name.
        Title title: Arc<str>,
        /// Who leads it.
        Lead lead: R::Ref<Person>,
        /// The calendar the team follows, if not the program's.
        Calendar calendar: R::Ref<CalendarThing>,
        /// How many people it has, in hundredths, where the people are not named.
        Capacity capacity: u32,
        /// The cost of one person's working day.
        Rate rate: Money,
    }
}

fields! {
    /// What can be said of a calendar.
    CalendarField {
        /// The calendar's name.
        Title title: Arc<str>,
        /// Its working time.
        Hours hours: Calendar,
        /// The calendar it was made from.
        Base base: R::Ref<CalendarThing>,
    }
}
