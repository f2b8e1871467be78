//! `GET /search`: things and acts by a few words; the same results, without what stands around them, for the palette.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::search::{Found, search};
use linchpin_model::Kind;

use crate::acts::Act;
use crate::error::WebError;
use crate::extract::Query;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

/// Results on the page.
const SHOWN: usize = 50;
/// Results and acts in the palette.
const IN_PALETTE: (usize, usize) = (8, 4);

/// What is looked for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct Wanted {
    q: Option<String>,
    /// Only the results.
    part: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage {
    shell: Shell,
    text: String,
    heading: String,
    as_of: Option<String>,
    acts: Vec<Hit>,
    things: Vec<Hit>,
}

#[derive(Template)]
#[template(path = "parts/palette_results.html")]
struct Palette {
    acts: Vec<Hit>,
    things: Vec<Hit>,
    is_asked: bool,
}

/// One result.
struct Hit {
    id: String,
    icon: &'static str,
    main: String,
    meta: String,
    address: String,
    is_first: bool,
}

/// `GET /search`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let text = wanted.q.clone().unwrap_or_default().trim().to_string();
    let (words, world) = (text.clone(), standing.world.clone());
    let is_past = asked.as_of.is_some();
    let (most, most_acts) = if wanted.part.is_some() { IN_PALETTE } else { (SHOWN, IN_PALETTE.1) };
    let (found, act, about) = blocking(move || {
        let act = act_of(&words).filter(|_| !is_past);
        let about = act.map_or_else(Vec::new, |(_, rest)| search(&world, rest, SHOWN));
        (search(&world, &words, most), act.map(|(act, _)| act), about)
    })
    .await;
    let shell = site.shell(&standing, &asked, "Search", Here::Elsewhere).await?;
    let acts = acts(act, &about, most_acts);
    let things =
        found.iter().enumerate().map(|(index, found)| thing(found, index, acts.is_empty(), &shell)).collect();
    if wanted.part.is_some() {
        return Ok(Html(Palette { acts, things, is_asked: !text.is_empty() }.render()?));
    }
    let heading = heading(&words::cut(&text), found.len());
    Ok(Html(SearchPage { shell, text, heading, as_of: asked.as_of, acts, things }.render()?))
}

/// The act that the words begin with, and the rest of them.
fn act_of(text: &str) -> Option<(Act, &str)> {
    Act::ALL.into_iter().find_map(|act| {
        let verb = act.verb();
        let begins = text.len() > verb.len()
            && text.is_char_boundary(verb.len())
            && text[..verb.len()].eq_ignore_ascii_case(verb)
            && text[verb.len()..].starts_with(char::is_whitespace);
        begins.then(|| (act, text[verb.len()..].trim_start()))
    })
}

fn acts(act: Option<Act>, about: &[Found], most: usize) -> Vec<Hit> {
    let Some(act) = act else { return Vec::new() };
    let fitting = about.iter().filter(|found| act.is_for(found.thing.kind()) && !found.is_done).take(most);
    let hits = fitting.enumerate().map(|(index, found)| Hit {
        id: format!("act-{index}"),
        icon: act.icon(),
        main: format!("{}: {}", act.title(), found.title),
        meta: meta(found),
        address: format!("/things/{}/{}", in_address(&found.key), act.word()),
        is_first: index == 0,
    });
    hits.collect()
}

fn thing(found: &Found, index: usize, is_leading: bool, shell: &Shell) -> Hit {
    Hit {
        id: format!("thing-{index}"),
        icon: icon(found.thing.kind()),
        main: found.title.clone(),
        meta: meta(found),
        address: shell.at(&format!("/things/{}", in_address(&found.key))),
        is_first: is_leading && index == 0,
    }
}

fn meta(found: &Found) -> String {
    let kind = found.thing.kind().to_string().replace('_', " ");
    let done = if found.is_done { ", done" } else { "" };
    match &found.owner {
        Some(owner) => format!("{kind} {}{done}, {owner}", found.key),
        None => format!("{kind} {}{done}", found.key),
    }
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "user",
        Kind::Team => "users",
        Kind::Program => "grid",
        Kind::Milestone => "timeline",
        Kind::Decision => "decision",
        Kind::Risk => "alert",
        _ => "sheet",
    }
}

fn heading(text: &str, found: usize) -> String {
    match (text.is_empty(), found) {
        (true, _) => "What are you looking for?".into(),
        (_, 0) => format!("Nothing is called “{text}”"),
        (_, 1) => format!("One thing fits “{text}”"),
        (_, SHOWN..) => format!("The first {SHOWN} that fit “{text}”"),
        (_, many) => {
            let many = linchpin_analysis::words::number_in_words(many);
            format!("{} things fit “{text}”", linchpin_analysis::words::capital(&many))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_begin_with_an_act() {
        assert_eq!(act_of("ask radar keys"), Some((Act::Ask, "radar keys")));
        assert_eq!(act_of("Restate health  weather"), Some((Act::RestateHealth, "weather")));
        assert_eq!(act_of("asking"), None);
        assert_eq!(act_of("ask"), None);
        assert_eq!(act_of("ä"), None);
    }
}
