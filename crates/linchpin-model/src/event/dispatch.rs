//! From an event to the noun that it is about.

/// Runs one body for an event that adds a thing, another for one that says something of it, with `$noun` as the noun,
/// and a third for any other event.
macro_rules! with_event {
    ($event:expr, $noun:ident, $added:ident => $on_added:expr, $changed:ident => $on_changed:expr, $other:ident => $on_other:expr) => {
        match $event {
            $crate::event::Event::PersonAdded($added) => {
                type $noun = $crate::noun::Person;
                $on_added
            }
            $crate::event::Event::PersonChanged($changed) => {
                type $noun = $crate::noun::Person;
                $on_changed
            }
            $crate::event::Event::TeamAdded($added) => {
                type $noun = $crate::noun::Team;
                $on_added
            }
            $crate::event::Event::TeamChanged($changed) => {
                type $noun = $crate::noun::Team;
                $on_changed
            }
            $crate::event::Event::CalendarAdded($added) => {
                type $noun = $crate::noun::CalendarThing;
                $on_added
            }
            $crate::event::Event::CalendarChanged($changed) => {
                type $noun = $crate::noun::CalendarThing;
                $on_changed
            }
            $crate::event::Event::ProgramAdded($added) => {
                type $noun = $crate::noun::Program;
                $on_added
            }
            $crate::event::Event::ProgramChanged($changed) => {
                type $noun = $crate::noun::Program;
                $on_changed
            }
            $crate::event::Event::WorkstreamAdded($added) => {
                type $noun = $crate::noun::Workstream;
                $on_added
            }
            $crate::event::Event::WorkstreamChanged($changed) => {
                type $noun = $crate::noun::Workstream;
                $on_changed
            }
            $crate::event::Event::ItemAdded($added) => {
                type $noun = $crate::noun::Item;
                $on_added
            }
            $crate::event::Event::ItemChanged($changed) => {
                type $noun = $crate::noun::Item;
                $on_changed
            }
            $crate::event::Event::MilestoneAdded($added) => {
                type $noun = $crate::noun::Milestone;
                $on_added
            }
            $crate::event::Event::MilestoneChanged($changed) => {
                type $noun = $crate::noun::Milestone;
                $on_changed
            }
            $crate::event::Event::DependencyAdded($added) => {
                type $noun = $crate::noun::Dependency;
                $on_added
            }
            $crate::event::Event::DependencyChanged($changed) => {
                type $noun = $crate::noun::Dependency;
                $on_changed
            }
            $crate::event::Event::LabelAdded($added) => {
                type $noun = $crate::noun::Label;
                $on_added
            }
            $crate::event::Event::LabelChanged($changed) => {
                type $noun = $crate::noun::Label;
                $on_changed
            }
            $crate::event::Event::BaselineAdded($added) => {
                type $noun = $crate::noun::Baseline;
                $on_added
            }
            $crate::event::Event::BaselineChanged($changed) => {
                type $noun = $crate::noun::Baseline;
                $on_changed
            }
            $crate::event::Event::PromiseAdded($added) => {
                type $noun = $crate::noun::Promise;
                $on_added
            }
            $crate::event::Event::PromiseChanged($changed) => {
                type $noun = $crate::noun::Promise;
                $on_changed
            }
            $crate::event::Event::CheckInAdded($added) => {
                type $noun = $crate::noun::CheckIn;
                $on_added
            }
            $crate::event::Event::CheckInChanged($changed) => {
                type $noun = $crate::noun::CheckIn;
                $on_changed
            }
            $crate::event::Event::RiskAdded($added) => {
                type $noun = $crate::noun::Risk;
                $on_added
            }
            $crate::event::Event::RiskChanged($changed) => {
                type $noun = $crate::noun::Risk;
                $on_changed
            }
            $crate::event::Event::DecisionAdded($added) => {
                type $noun = $crate::noun::Decision;
                $on_added
            }
            $crate::event::Event::DecisionChanged($changed) => {
                type $noun = $crate::noun::Decision;
                $on_changed
            }
            $crate::event::Event::ActionItemAdded($added) => {
                type $noun = $crate::noun::ActionItem;
                $on_added
            }
            $crate::event::Event::ActionItemChanged($changed) => {
                type $noun = $crate::noun::ActionItem;
                $on_changed
            }
            $crate::event::Event::AskAdded($added) => {
                type $noun = $crate::noun::Ask;
                $on_added
            }
            $crate::event::Event::AskChanged($changed) => {
                type $noun = $crate::noun::Ask;
                $on_changed
            }
            $crate::event::Event::SnoozeAdded($added) => {
                type $noun = $crate::noun::Snooze;
                $on_added
            }
            $crate::event::Event::SnoozeChanged($changed) => {
                type $noun = $crate::noun::Snooze;
                $on_changed
            }
            $crate::event::Event::NoteAdded($added) => {
                type $noun = $crate::noun::Note;
                $on_added
            }
            $crate::event::Event::NoteChanged($changed) => {
                type $noun = $crate::noun::Note;
                $on_changed
            }
            $crate::event::Event::CommentAdded($added) => {
                type $noun = $crate::noun::Comment;
                $on_added
            }
            $crate::event::Event::CommentChanged($changed) => {
                type $noun = $crate::noun::Comment;
                $on_changed
            }
            $crate::event::Event::LinkAdded($added) => {
                type $noun = $crate::noun::Link;
                $on_added
            }
            $crate::event::Event::LinkChanged($changed) => {
                type $noun = $crate::noun::Link;
                $on_changed
            }
            $crate::event::Event::SourceAdded($added) => {
                type $noun = $crate::noun::Source;
                $on_added
            }
            $crate::event::Event::SourceChanged($changed) => {
                type $noun = $crate::noun::Source;
                $on_changed
            }
            $other => $on_other,
        }
    };
}
pub(crate) use with_event;
