//! The causes that a date can move by: one closed list.

use serde::Serialize;

macro_rules! causes {
    ($($(#[$meta:meta])* $cause:ident $title:literal),* $(,)?) => {
        /// Why a date moved.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Cause { $($(#[$meta])* $cause),* }

        impl Cause {
            /// All of them, in the order in which they are told where days are equal.
            pub const ALL: &[Cause] = &[$(Cause::$cause),*];

            /// How people call it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$cause => $title),* }
            }
        }
    };
}

causes! {
    /// Time passed over what was blocked.
    WaitingOnOthers "Waiting on others",
    /// Something more is needed.
    ScopeAdded "Scope added",
    /// Something is no longer needed, or gone.
    ScopeCut "Scope cut",
    /// An estimate, a duration or what is left was said anew.
    EstimatesChanged "Estimates changed",
    /// Something was dropped: closed without the work.
    WorkAvoided "Work avoided",
    /// Work began.
    StartedLate "Started late",
    /// Work was finished, or taken up again.
    FinishedEarlyOrLate "Finished early or late",
    /// Time passed.
    NoProgress "No progress",
    /// Working time changed, or somebody is away.
    TimeAway "Time away and calendars",
    /// A dependency was added, removed or changed.
    Dependencies "Dependencies",
    /// An owner, team, priority, parent or imposed date changed.
    Resequenced "Resequenced and reassigned",
    /// A risk came, went or changed.
    Risks "Risks",
    /// What was so already became known only later.
    DataCorrected "Data corrected",
}
