//! Why the date moved since what was agreed, or in nine weeks.

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::HealthRow;
use linchpin_analysis::program::agreed;
use linchpin_analysis::why::reasons;
use linchpin_hub::{Movement, Part};
use linchpin_model::world::Record;
use linchpin_model::{Baseline, Date, Moment, ProgramId};

use crate::charts::waterfall::{Waterfall, WaterfallParams};
use crate::error::WebError;
use crate::site::Site;
use crate::words;

/// Without a baseline, so far back.
const DAYS_BACK: i32 = 63;

/// What is known of a movement, as the page shows it.
pub(in crate::pages) struct Moved {
    /// `12 February`.
    pub(in crate::pages) since: String,
    pub(in crate::pages) waterfall: Option<Waterfall>,
    /// What stands there instead.
    pub(in crate::pages) instead: Option<String>,
    /// Whether it will be there soon.
    pub(in crate::pages) is_soon: bool,
}

/// From when the movement is told.
pub(in crate::pages) struct Since<'w> {
    pub(in crate::pages) on: Date,
    pub(in crate::pages) baseline: Option<&'w Record<Baseline>>,
}

impl<'w> Since<'w> {
    /// The day of the last baseline before today, else nine weeks ago.
    pub(in crate::pages) fn of(part: &'w Part, program: Option<ProgramId>, today: Date) -> Self {
        let world = &part.standing.world;
        let baseline = program.and_then(|program| agreed(world, program, today));
        let agreed_on = baseline.and_then(|baseline| baseline.agreed_on().copied()).filter(|on| *on < today);
        let back =
            || part.standing.as_of.date().checked_sub(jiff::Span::new().days(DAYS_BACK)).unwrap_or(today);
        Self { on: agreed_on.unwrap_or_else(back), baseline: baseline.filter(|_| agreed_on.is_some()) }
    }

    fn began(&self, today: Date) -> String {
        let day = words::day(self.on, today);
        match self.baseline.and_then(|baseline| baseline.title()) {
            Some(title) => format!("{day}, {title}"),
            None => day,
        }
    }
}

/// What the hub knows of the movement of a part since then.
pub(in crate::pages) async fn movement(
    site: &Site,
    part: &Part,
    at: Option<Moment>,
    since: &Since<'_>,
) -> Result<Movement, WebError> {
    Ok(site.movement(part, at, Moment::start_of(since.on)).await)
}

impl Moved {
    /// None where there is nothing to tell: no date then or now, or another one than the page shows.
    pub(in crate::pages) fn new(
        movement: &Movement,
        row: &HealthRow,
        since: &Since<'_>,
        days: &WorkingDays,
        today: Date,
    ) -> Option<Self> {
        let told =
            Self { since: words::day(since.on, today), waterfall: None, instead: None, is_soon: false };
        row.p50?;
        match movement {
            Movement::Soon => Some(Self {
                instead: Some(
                    "The futures of then and now are being compared. It takes some seconds.".into(),
                ),
                is_soon: true,
                ..told
            }),
            Movement::TooLarge => Some(Self {
                instead: Some(format!(
                    "This hub is too large to explain a movement beside a page. `linchpin report why --since {}` takes its time.",
                    since.on
                )),
                ..told
            }),
            Movement::Told(moved) => {
                let why = &moved.why;
                // A goal that changed, or figures of an earlier World, would say another date than the page.
                let is_of_page = why.milestone == row.judged_by && why.p50_after == row.p50;
                let reasons = reasons(why, &moved.changes);
                let params = WaterfallParams {
                    why,
                    reasons: &reasons,
                    start: if since.baseline.is_some() { "P50 at baseline" } else { "P50 then" },
                    began: since.began(today),
                    target: row.target,
                    days,
                    today,
                };
                let waterfall = Waterfall::new(&params).filter(|_| is_of_page)?;
                Some(Self { waterfall: Some(waterfall), ..told })
            }
        }
    }
}
