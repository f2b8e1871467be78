//! `GET /asks`: who was asked what, and has not answered?

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::asks::{WaitingAsk, waiting};
use linchpin_analysis::key_of;
use linchpin_analysis::words::{capital, number_in_words};
use linchpin_hub::Standing;
use linchpin_model::sentence::name_of;
use linchpin_model::{Ask, Date, with_thing};

use crate::acts::Act;
use crate::error::WebError;
use crate::extract::Query;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, today};
use crate::site::Site;
use crate::words::{self, in_address};

#[derive(Template)]
#[template(path = "pages/asks.html")]
struct AsksPage {
    shell: Shell,
    heading: String,
    rows: Vec<Row>,
}

struct Row {
    about: String,
    address: String,
    to: String,
    question: Option<String>,
    asked: (Date, String),
    waited: String,
    due: Option<(Date, String)>,
    answer: String,
    again: String,
}

/// `GET /asks`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let shell = site.shell(&standing, &asked, "Asks", Here::Asks).await?;
    let waiting = waiting(&standing.world, standing.as_of);
    let rows: Vec<Row> = waiting.iter().map(|ask| row(&standing, ask, &shell)).collect();
    let heading = match rows.len() {
        0 => "Nobody owes an answer".to_string(),
        1 => "One answer is waited for".into(),
        many => format!("{} answers are waited for", capital(&number_in_words(many))),
    };
    Ok(Html(AsksPage { shell, heading, rows }.render()?))
}

fn row(standing: &Standing, ask: &WaitingAsk, shell: &Shell) -> Row {
    let (world, today) = (&standing.world, today(standing));
    let key = with_thing!(ask.about, N, id => world.get::<N>(id).map(key_of)).unwrap_or_default();
    let address = format!("/things/{}", in_address(&key));
    let record = world.get::<Ask>(ask.ask);
    let question = record.and_then(|ask| ask.question()).and_then(|question| world.text(question));
    Row {
        about: name_of(world, ask.about),
        again: Act::Ask.address(&key, "/asks"),
        address: shell.at(&address),
        to: ask.to.map_or_else(|| "Somebody".into(), |to| world.name_of(to).to_string()),
        question: question.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        asked: (ask.asked_on, words::day(ask.asked_on, today)),
        waited: match ask.waiting_working_days {
            0 => "today".into(),
            1 => "one working day".into(),
            days => format!("{days} working days"),
        },
        due: ask.due.map(|due| (due, words::day(due, today))),
        answer: Act::Answer.address(&format!("ask:{}", ask.ask.number()), "/asks"),
    }
}
