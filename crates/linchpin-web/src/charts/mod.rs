//! Charts, drawn here as SVG: a pin is a target, a dot is P50, the bar runs to P85 and ends in a tick.
//!
//! Across, places are percent; down, they are pixels: so a chart stretches and its type does not. Every colour is a class.

pub(crate) mod axis;
pub(crate) mod histogram;
pub(crate) mod progress;
pub(crate) mod range;
pub(crate) mod span;
pub(crate) mod spark;
pub(crate) mod waterfall;
