//! How much of something is done, with a tick where the plan expected it to be.

use askama::Template;

/// One bar.
#[derive(Template)]
#[template(path = "charts/progress.html")]
pub(crate) struct Progress {
    done: u32,
    planned: Option<u32>,
}

impl Progress {
    /// So many of so many, and the share that was planned, 0 to 1.
    pub(crate) fn new(done: usize, of: usize, planned: Option<f64>) -> Self {
        let share = if of == 0 { 0.0 } else { done as f64 / of as f64 };
        Self { done: in_percent(share), planned: planned.map(in_percent) }
    }
}

/// Whole percents; what is not all is never 100.
fn in_percent(share: f64) -> u32 {
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    if share < 1.0 { percent.min(99) } else { percent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_everything_is_done() {
        assert_eq!(Progress::new(999, 1000, None).done, 99);
        assert_eq!(Progress::new(4, 4, Some(1.0)).done, 100);
        assert_eq!(Progress::new(0, 0, None).done, 0);
        let bar = Progress::new(5, 8, Some(0.875)).render().expect("a bar");
        assert!(bar.contains("63 percent done, the plan expected 88 percent"), "{bar}");
    }
}
