//! `GET` and `POST /people/{person}/ask`: one message to one person about several items that they hold.
//!
//! Each item gets an ask of its own, so that each can be answered; all of them are one entry, so that they are undone together.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use linchpin_analysis::asks::question_about;
use linchpin_analysis::chase::ChaseRow;
use linchpin_hub::{HubError, Standing};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::{Actor, AskField, ItemId, Person, PersonId, Thing};
use uuid::Uuid;

use super::ask::mail_to;
use super::page::{done, own_address, see_other};
use super::{Values, Wrong, value};
use crate::error::WebError;
use crate::extract::{Fields, Path};
use crate::filters;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, today};
use crate::pages::find::find_of;
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

/// Items that are offered.
const OFFERED: usize = 100;

#[derive(Template)]
#[template(path = "acts/several.html")]
struct SeveralPage {
    shell: Shell,
    name: String,
    choices: Vec<Choice>,
    question: String,
    /// The keys that the message was composed for.
    composed: String,
    due: String,
    mail: Option<String>,
    action: String,
    back: String,
    command_id: Uuid,
    wrong: Wrong,
    notice: Option<&'static str>,
}

/// An item that can be asked about.
struct Choice {
    key: String,
    title: String,
    note: String,
    is_chosen: bool,
}

impl SeveralPage {
    fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.0.iter().find(|(field, _)| *field == name).map(|(_, what)| what.as_str())
    }
}

/// What was written and chosen.
struct Sent {
    values: Values,
    about: Vec<String>,
    back: String,
}

impl Sent {
    fn new(pairs: Vec<(String, String)>) -> Self {
        let about = pairs.iter().filter(|(name, _)| name == "about").map(|(_, key)| key.clone()).collect();
        let values = Values::new(pairs);
        let back = own_address(values.get("back")).unwrap_or_else(|| "/chase".into());
        Self { values, about, back }
    }
}

/// `GET /people/{person}/ask`
pub(crate) async fn show(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Html<String>, WebError> {
    let standing = site.standing().await;
    let person = find_of::<Person>(&standing.world, &key)?;
    let shell = shell(&site, &standing, person);
    let id = site.hub().new_id();
    let page = blocking(move || {
        let mut sent = Sent::new(pairs);
        if sent.about.is_empty() {
            sent.about = rows(&standing, person).map(|row| row.key.clone()).collect();
        }
        page(&standing, shell, person, &sent, id, Wrong::default(), None).render()
    });
    Ok(Html(page.await?))
}

/// `POST /people/{person}/ask`
pub(crate) async fn post(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
    Fields(pairs): Fields,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let standing = site.standing().await;
    let person = find_of::<Person>(&standing.world, &key)?;
    let (shell, new_id) = (shell(&site, &standing, person), site.hub().new_id());
    let (hub, user, sent) = (site.hub().clone(), site.me(), Sent::new(pairs));
    let id = sent.values.get("id").and_then(|id| id.parse().ok()).unwrap_or(new_id);
    let done_at = move || -> Result<Response, WebError> {
        let again = |wrong: Wrong, notice: Option<&'static str>, status: StatusCode| {
            let page = page(&standing, shell, person, &sent, id, wrong, notice).render()?;
            Ok((status, Html(page)).into_response())
        };
        let chosen = chosen(&standing, person, &sent.about);
        if sent.values.get("act") == Some("compose") {
            return again(Wrong::default(), None, StatusCode::OK);
        }
        if is_of_another_choice(&standing, person, &sent, &chosen) {
            let notice =
                "What you chose has changed, so the message was composed again. Read it, then keep the ask.";
            return again(Wrong::default(), Some(notice), StatusCode::OK);
        }
        let (question, due) = match checked(&sent, &chosen) {
            Ok(checked) => checked,
            Err(wrong) => return again(wrong, None, StatusCode::UNPROCESSABLE_ENTITY),
        };
        let me = hub.resident(&user)?;
        let text = hub.personal(&question);
        let ask = |item: &ItemId| {
            let mut fields = vec![
                AskField::About(Some(Thing::Item(*item))),
                AskField::To(Some(person)),
                AskField::Question(Some(text.hash.clone())),
                AskField::By(Some(me)),
            ];
            fields.extend(due.map(|due| AskField::Due(Some(due))));
            Command::Add { key: None, fields: AnyFields::Ask(fields) }
        };
        let commands: Vec<Command> = chosen.iter().map(ask).collect();
        match hub.commands(id, Actor::Person(me), "page", &commands, std::slice::from_ref(&text)) {
            Ok(recorded) => Ok(see_other(
                &recorded.position.map_or_else(|| sent.back.clone(), |position| done(&sent.back, position)),
            )),
            Err(HubError::Rejected(rejection)) => {
                let wrong = Wrong::of("about", rejection.to_string());
                again(wrong, None, StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(error) => Err(error.into()),
        }
    };
    blocking(done_at).await
}

fn shell(site: &Site, standing: &Standing, person: PersonId) -> Shell {
    let title = format!("Ask {}", standing.world.name_of(person));
    let mut shell = Shell::new(standing, &Asked::default(), title, Here::Elsewhere, site.me());
    shell.stay();
    shell
}

/// What somebody holds, in the order in which one would chase it.
fn rows(standing: &Standing, person: PersonId) -> impl Iterator<Item = &ChaseRow> {
    let is_theirs = move |row: &&ChaseRow| row.owner.as_ref().is_some_and(|owner| owner.person == person);
    standing.work().chase.rows.iter().filter(is_theirs).take(OFFERED)
}

/// The items of these keys that somebody holds.
fn chosen(standing: &Standing, person: PersonId, keys: &[String]) -> Vec<ItemId> {
    rows(standing, person).filter(|row| keys.contains(&row.key)).map(|row| row.item).collect()
}

fn composed(standing: &Standing, items: &[ItemId]) -> String {
    let chase = &standing.work().chase;
    question_about(&standing.world, &standing.outlook, chase, items, standing.as_of)
}

/// Whether the message is as it was composed for another choice: then it says what nobody means any more.
fn is_of_another_choice(standing: &Standing, person: PersonId, sent: &Sent, items: &[ItemId]) -> bool {
    let told = sent.values.get("composed").unwrap_or("");
    let before: Vec<String> = told.split('\n').map(|key| key.trim().to_string()).collect();
    let before = chosen(standing, person, &before);
    let is_unchanged = || {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        sent.values.get("question").map(words) == Some(words(&composed(standing, &before)))
    };
    !items.is_empty() && !before.is_empty() && before != items && is_unchanged()
}

/// The message, and the day by which an answer is wanted.
fn checked(sent: &Sent, items: &[ItemId]) -> Result<(String, Option<linchpin_model::Date>), Wrong> {
    let mut wrong = Wrong::default();
    if items.is_empty() {
        wrong.0.push(("about", "Choose what you ask about.".into()));
    }
    let question = sent.values.get("question").unwrap_or("").to_string();
    if question.is_empty() {
        wrong.0.push(("question", "Write what you ask.".into()));
    }
    let due = sent.values.get("due").map(|due| value::day("due", due)).transpose();
    match due {
        Ok(due) if wrong.0.is_empty() => Ok((question, due)),
        Ok(_) => Err(wrong),
        Err(other) => Err(Wrong(wrong.0.into_iter().chain(other.0).collect())),
    }
}

fn page(
    standing: &Standing,
    shell: Shell,
    person: PersonId,
    sent: &Sent,
    command_id: Uuid,
    wrong: Wrong,
    notice: Option<&'static str>,
) -> SeveralPage {
    let (world, today) = (&standing.world, today(standing));
    let items = chosen(standing, person, &sent.about);
    let keys: Vec<&str> =
        rows(standing, person).filter(|row| items.contains(&row.item)).map(|row| row.key.as_str()).collect();
    let is_kept = !wrong.0.is_empty();
    let question = match sent.values.get("question").filter(|_| is_kept) {
        Some(question) => question.to_string(),
        None => composed(standing, &items),
    };
    let choices = rows(standing, person).map(|row| Choice {
        key: row.key.clone(),
        title: row.title.clone(),
        note: match (row.promised_on, row.p50) {
            (Some(on), _) => format!("promised {}", words::day(on, today)),
            (None, Some(p50)) => format!("no date, P50 {}", words::day(p50, today)),
            (None, None) => "no date".into(),
        },
        is_chosen: items.contains(&row.item),
    });
    let name = world.name_of(person).to_string();
    let key = world.get(person).map(linchpin_analysis::key_of).unwrap_or_default();
    SeveralPage {
        mail: mail_to(world, person, "Where things stand", &question),
        choices: choices.collect(),
        question,
        composed: keys.join("\n"),
        due: sent.values.shown("due", String::new),
        action: format!("/people/{}/ask", in_address(&key)),
        back: sent.back.clone(),
        command_id,
        wrong,
        notice,
        name,
        shell,
    }
}
