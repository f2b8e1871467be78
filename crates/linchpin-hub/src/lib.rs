//! The running hub: it records commands and readings, publishes the current World, and keeps history.
//!
//! Only the [`Hub`] appends to the journal. What it publishes equals the replay of what is on disk, always.

mod chance;
mod clock;
mod entries;
mod error;
mod files;
mod history;
mod hub;
mod keep;
mod lines;
mod mentions;
mod past;
mod reading;
mod recorder;
mod repeated;
mod replay;
mod reports;
mod resident;
mod several;
mod told;
mod work;

pub use chance::{Chance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use error::HubError;
pub use files::{FileError, FileParams, Looked, field_words};
pub use history::History;
pub use hub::{Hub, Location, OpenParams, Opened};
pub use keep::{Kept, restore_backup};
pub use lines::{is_lines, restore_lines};
pub use reading::{Reading, ReadingParams};
pub use recorder::Recorded;
pub use repeated::Repeated;
pub use replay::world_of_batches;
pub use reports::{Moved, Movement, OnChange, Part, ProgramLog, Reports, Standing, Trend, Trending, WeekEnd};
pub use told::{Imported, ImportedCounts, ImportedFile};
pub use work::Work;
