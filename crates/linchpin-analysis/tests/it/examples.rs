//! The worked examples of `docs/concepts/forecast.md` and `why.md` hold.

use linchpin_analysis::forecast::{ForecastParams, forecast};
use linchpin_analysis::why::{WhyParams, why};
use linchpin_analysis::words;
use linchpin_model::Date;
use linchpin_testing::Hub;

struct Page {
    text: &'static str,
}

impl Page {
    /// The contents of all blocks of a kind, in order.
    fn blocks(&self, kind: &str) -> Vec<&str> {
        let rest = self.text.split(&format!("```{kind}\n")).skip(1).collect::<Vec<_>>();
        rest.into_iter().filter_map(|rest| rest.split("```").next()).collect()
    }

    fn check_told(&self, told: &[String]) {
        assert_eq!(told, self.blocks("text")[0].lines().collect::<Vec<_>>());
    }
}

fn day(on: Option<Date>) -> String {
    let on = on.expect("a date");
    words::day(on, on)
}

#[test]
fn the_example_of_forecast_holds() {
    let page = Page { text: include_str!("../../../../docs/concepts/forecast.md") };
    let mut hub = Hub::default();
    hub.read(page.blocks("plan")[0]);
    let forecast = forecast(&hub.world, &ForecastParams::new(hub.world.recorded_at));
    let beta = &forecast.milestones[0];
    let mut told = vec![format!(
        "{} p50 {}, p85 {}, p95 {}, chance {:.2}",
        beta.key,
        day(beta.p50),
        day(beta.p85),
        day(beta.p95),
        beta.chance_of_target.expect("a target"),
    )];
    told.extend(forecast.drivers.iter().map(|driver| {
        let days = driver.p50_days_if_done.expect("days");
        format!("{} criticality {:.2}, {days:.1} days if done", driver.key, driver.criticality)
    }));
    page.check_told(&told);
}

#[test]
fn the_example_of_why_holds() {
    let page = Page { text: include_str!("../../../../docs/concepts/why.md") };
    let mut hub = Hub::default();
    let plans = page.blocks("plan");
    hub.read(plans[0]);
    let before = hub.world.clone();
    hub.read(plans[1]);
    let params = WhyParams::new(before.recorded_at, hub.world.recorded_at);
    let why = why(&before, &hub.world, &params);
    let mut told = vec![format!(
        "{} moved {:.1} working days, from {} to {}",
        why.milestone.expect("a milestone"),
        why.moved_working_days.expect("days"),
        day(why.p50_before),
        day(why.p50_after),
    )];
    told.extend(why.causes.iter().map(|cause| format!("{} {:.1}", cause.title, cause.working_days)));
    page.check_told(&told);
}
