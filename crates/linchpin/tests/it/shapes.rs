//! The JSON of every report has the fields that other programs were promised, each of its type.

use serde_json::Value;

use crate::user::{User, sample};

/// What may stand in a field.
#[derive(Clone, Copy, Debug)]
enum Type {
    Text,
    Number,
    Truth,
    List,
    Object,
    /// A moment in RFC 3339.
    Moment,
    /// A day as `YYYY-MM-DD`.
    Day,
}

use Type::{Day, List, Moment, Number, Object, Text, Truth};

/// Fields by name; those with `true` may be null.
type Shape<'a> = &'a [(&'a str, Type, bool)];

fn check_shape(what: &str, value: &Value, shape: Shape<'_>) {
    for (field, wanted, may_be_null) in shape {
        let got = value.get(field).unwrap_or_else(|| panic!("{what}: no `{field}` in {value}"));
        let is_right = match wanted {
            Text => got.is_string(),
            Number => got.is_number(),
            Truth => got.is_boolean(),
            List => got.is_array(),
            Object => got.is_object(),
            Moment => got.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
            Day => {
                got.as_str().is_some_and(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok())
            }
        };
        assert!(is_right || (*may_be_null && got.is_null()), "{what}: `{field}` is {got}, not {wanted:?}");
    }
}

/// The shape of every element of a list that must have some.
fn check_each(what: &str, list: &Value, shape: Shape<'_>) {
    let list = list.as_array().unwrap();
    assert!(!list.is_empty(), "{what}: nothing to check");
    list.iter().for_each(|element| check_shape(what, element, shape));
}

fn report(name: &str, file: &str, more: &[&str]) -> Value {
    let report = User::new().json(&[&["report", name, "--from", &sample(file)], more].concat());
    if let Some(checks) = report.get("checks").and_then(Value::as_array) {
        let check: Shape<'_> = &[
            ("check", Text, false),
            ("key", Text, true),
            ("sentence", Text, false),
            ("evidence", List, false),
        ];
        checks.iter().for_each(|found| check_shape(name, found, check));
    }
    report
}

#[test]
fn the_schedule_has_its_fields() {
    let schedule = report("schedule", "weather.plan", &[]);
    let moments = ["data_date", "start", "finish"].map(|name| (name, Moment, false));
    check_shape("schedule", &schedule, &moments);
    check_shape(
        "schedule",
        &schedule,
        &[("critical_threshold_minutes", Number, false), ("items", List, false), ("checks", List, false)],
    );
    let dates = ["start", "finish", "early_start", "early_finish", "late_start", "late_finish"];
    check_each("schedule", &schedule["items"], &dates.map(|name| (name, Moment, true)));
    check_each(
        "schedule",
        &schedule["items"],
        &[
            ("key", Text, false),
            ("source_id", Text, true),
            ("title", Text, false),
            ("kind", Text, false),
            ("total_float_minutes", Number, true),
            ("free_float_minutes", Number, true),
            ("critical", Truth, false),
            ("driven_by", List, false),
            ("delayed_by", List, false),
        ],
    );
    for item in schedule["items"].as_array().unwrap() {
        assert!(["item", "milestone", "summary"].contains(&item["kind"].as_str().unwrap()), "{item}");
    }
}

#[test]
fn the_forecast_has_its_fields() {
    let forecast = report("forecast", "weather.plan", &[]);
    check_shape(
        "forecast",
        &forecast,
        &[
            ("seed", Number, false),
            ("trials", Number, false),
            ("method", Text, false),
            ("why_this_method", Text, false),
            ("checks", List, false),
        ],
    );
    let days = ["target", "p10", "p50", "p80", "p85", "p95"].map(|name| (name, Day, false));
    check_each("milestone", &forecast["milestones"], &days);
    check_each(
        "milestone",
        &forecast["milestones"],
        &[("key", Text, false), ("title", Text, false), ("chance_of_target", Number, false)],
    );
    let histogram = &forecast["milestones"][0]["histogram"];
    check_each("histogram", histogram, &[("on", Day, false), ("share", Number, false)]);
    let driver: Shape<'_> = &[
        ("key", Text, false),
        ("criticality", Number, false),
        ("cruciality", Number, true),
        ("p50_days_if_done", Number, true),
    ];
    check_each("driver", &forecast["drivers"], driver);
    let count = report("forecast", "tracker.csv", &["--count", "5", "--as-of", "2026-03-02"]);
    let weeks = ["p10", "p50", "p85", "p95"].map(|name| (name, Number, false));
    check_shape("weeks", &count["finish_weeks"], &weeks);
    let early = report("forecast", "tracker.csv", &["--count", "5", "--as-of", "2020-01-01"]);
    assert_eq!(early["method"], "none");
    assert!(!early["checks"].as_array().unwrap().is_empty(), "{early}");
}

#[test]
fn why_has_its_fields_and_its_parts_add_up() {
    let why = report("why", "weather.plan", &[]);
    check_shape("why", &why, &["p50_before", "p50_after"].map(|name| (name, Day, false)));
    check_shape(
        "why",
        &why,
        &[
            ("milestone", Text, false),
            ("from", Moment, false),
            ("to", Moment, false),
            ("moved_working_days", Number, false),
            ("residual_working_days", Number, false),
        ],
    );
    let cause: Shape<'_> = &[
        ("cause", Text, false),
        ("title", Text, false),
        ("working_days", Number, false),
        ("entries", List, false),
    ];
    check_each("cause", &why["causes"], cause);
    let parts = why["causes"].as_array().unwrap().iter().map(|cause| cause["working_days"].as_f64().unwrap());
    let sum = parts.sum::<f64>() + why["residual_working_days"].as_f64().unwrap();
    assert!((sum - why["moved_working_days"].as_f64().unwrap()).abs() < 1e-6, "{why}");
}

#[test]
fn the_flow_has_its_fields_also_by_kind() {
    let flow = report("flow", "tracker.csv", &["--as-of", "2026-03-02"]);
    check_shape("flow", &flow, &[("as_of", Moment, false), ("by_kind", Object, false)]);
    for figures in [&flow, &flow["by_kind"]["task"], &flow["by_kind"]["bug"]] {
        check_shape("flow", figures, &["items", "open", "done"].map(|name| (name, Number, false)));
        check_shape(
            "days",
            &figures["cycle_days"],
            &["n", "p50", "p85", "p95"].map(|name| (name, Number, true)),
        );
        let week: Shape<'_> = &[("week_starting", Day, false), ("done", Number, false)];
        check_each("week", &figures["throughput_per_week"], week);
        check_each("wip", &figures["wip"], &[("on", Day, false), ("count", Number, false)]);
        check_each("oldest", &figures["oldest_open"], &[("key", Text, false), ("age_days", Number, false)]);
    }
}

#[test]
fn the_reports_of_rows_have_their_fields_and_every_row_its_evidence() {
    for name in ["chase", "health", "changes", "pulse", "workload"] {
        let answer = report(name, "weather.plan", &[]);
        check_shape(
            name,
            &answer,
            &[
                ("as_of", Moment, false),
                ("known_at", Moment, true),
                ("rows", List, false),
                ("checks", List, false),
            ],
        );
        let row: Shape<'_> = &[("title", Text, false), ("sentence", Text, false), ("evidence", List, false)];
        check_each(name, &answer["rows"], row);
        for row in answer["rows"].as_array().unwrap() {
            assert!(row.get("key").is_some(), "{name}: {row}");
            for evidence in row["evidence"].as_array().unwrap() {
                check_shape(name, evidence, &[("what", Text, false), ("url_or_entry", Text, true)]);
            }
        }
    }
}
