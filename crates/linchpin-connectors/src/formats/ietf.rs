//! `archive.json` as the IETF's `archive_repo` keeps it: all issues and pull requests of one repository at one moment.
//!
//! The repository is named in it, so it is the same source as GitHub's own export. It lists everything there is. Comments and
//! reviews give their author and moment; their texts are not read.

use std::sync::Arc;

use linchpin_model::observation::Listing;
use linchpin_model::*;

use super::github::{Repo, Seat, status, web_address};
use super::json::{self, Object, Value};
use super::timeline::{Step, tell};
use super::{Gather, ReadOptions, Unreadable, shown};

/// Reads an archive.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let json = json::check(bytes)?;
    let mut documents = json.documents();
    let mut gather = Gather::new(&json);
    let (Some(document), None) = (documents.next(), documents.next()) else {
        return Err(Unreadable::new("The file holds several documents, where one archive was expected."));
    };
    let archive = document.object().filter(|archive| archive.has("issues") || archive.has("pulls"));
    let Some(archive) = archive else {
        let message = format!("Expected an archive with `issues` and `pulls`, found {}.", document.kind());
        return Err(gather
            .notes
            .refuse(document, message)
            .hint("Take `archive.json` as `archive_repo` made it."));
    };
    let path = gather.notes.text(&archive, "repo");
    let Some(repo) = path.as_deref().and_then(Repo::new) else {
        let message = "The archive does not name its repository as `owner/name` in `repo`.";
        return Err(gather.notes.refuse(document, message).hint("Put `\"repo\": \"owner/name\"` into it."));
    };
    labels(&mut gather, &archive);
    for (list, is_pull) in [("issues", false), ("pulls", true)] {
        for object in gather.notes.objects(&archive, list) {
            item(&mut gather, &repo, &object, is_pull)?;
        }
    }
    let exported_at = gather.notes.moment(&archive, "timestamp");
    let is_whole = archive.has("issues") && archive.has("pulls") && exported_at.is_some();
    let source = options.source.map_or_else(|| format!("github:{}", repo.path()), str::to_string);
    Ok(Batch {
        url: Some(repo.address().into()),
        exported_at,
        listing: if is_whole { Listing::Complete } else { Listing::Partial },
        ..gather.into_batch("ietf", &source)
    })
}

/// The repository's labels, which have descriptions; in the items there are only names.
fn labels<'j>(gather: &mut Gather<'j, '_>, archive: &Object<'j>) {
    for label in gather.notes.objects(archive, "labels") {
        let description = gather.notes.text(&label, "description");
        if let Some(name) = gather.notes.text(&label, "name") {
            gather.label(&name, description.as_deref());
        }
    }
}

fn item<'j>(
    gather: &mut Gather<'j, '_>,
    repo: &Repo,
    object: &Object<'j>,
    is_pull: bool,
) -> Result<(), Unreadable> {
    let Some(number) = gather.notes.id(object, "number")? else {
        gather.notes.note(object.value(), "This item has no number; it was left out.");
        return Ok(());
    };
    let seat = Seat { repo: Some(repo.clone()), number };
    let mut seen = Seen::<Item>::new(seat.id());
    seen.key = Some(seat.key());
    seen.created_at = gather.notes.moment(object, "createdAt");
    seen.version_at = gather.notes.moment(object, "updatedAt");
    seen.by = person(gather, object, "author");

    let state = state(gather, object);
    let reason = gather.notes.text(object, "stateReason").map(|reason| reason.to_lowercase());
    let now = status(&state, is_pull, reason.as_deref());
    let merged_at = gather.notes.moment(object, "mergedAt");
    let finished_at = gather.notes.moment(object, "closedAt").or(merged_at).filter(|_| state != "open");
    seen.set = fields(gather, object, &seat, is_pull);
    seen.set.push(ItemField::CreatedAt(seen.created_at));
    seen.set.push(ItemField::Status(Some(now.clone())));
    seen.set.push(ItemField::FinishedAt(finished_at));
    if let Some(at) = finished_at {
        let by = person(gather, object, "mergedBy");
        let was = vec![ItemField::Status(Some(status("open", is_pull, None))), ItemField::FinishedAt(None)];
        let is = vec![ItemField::Status(Some(now)), ItemField::FinishedAt(Some(at))];
        tell(&mut seen, vec![Step { at, by, was, is }]);
    }
    gather.add_item(seen, object.value());
    for list in ["comments", "reviews"] {
        for remark in gather.notes.objects(object, list) {
            comment(gather, &seat, &remark);
        }
    }
    Ok(())
}

/// `open`, `closed` or `merged`.
fn state<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>) -> String {
    let word = gather.notes.text(object, "state").map(|word| word.to_lowercase()).unwrap_or_default();
    if matches!(&*word, "open" | "closed" | "merged") {
        return word;
    }
    let has = |key| object.get(key).is_some();
    let taken = if has("mergedAt") {
        "merged"
    } else if has("closedAt") {
        "closed"
    } else {
        "open"
    };
    let at = object.get("state").unwrap_or(object.value());
    gather.notes.note(at, format!("There is no state “{}”; it was taken as {taken}.", shown(&word)));
    taken.into()
}

fn fields<'j>(
    gather: &mut Gather<'j, '_>,
    object: &Object<'j>,
    seat: &Seat,
    is_pull: bool,
) -> Vec<ItemField<External>> {
    let title = gather.notes.text(object, "title");
    if title.is_none() && !object.has("title") {
        gather.notes.note(object.value(), "It has no `title`; it goes by its key.");
    }
    let title = title.map_or_else(|| seat.key().as_str().into(), |title| Arc::from(&*title));
    let mut people = names(gather, object, "assignees", "login");
    let mut people: Vec<_> = people.drain(..).map(|login| gather.person(&login, None, None)).collect();
    let owner = (!people.is_empty()).then(|| people.remove(0));
    let labels = names(gather, object, "labels", "name");
    let labels = labels.into_iter().map(|name| gather.label(&name, None)).collect();
    let url = gather.notes.text(object, "url").and_then(|url| web_address(&url).map(Arc::from));
    vec![
        ItemField::Title(Some(title)),
        ItemField::Kind(Some(if is_pull { "pull_request".into() } else { "issue".into() })),
        ItemField::Owner(owner),
        ItemField::Contributors(Some(people)),
        ItemField::Labels(Some(labels)),
        ItemField::Url(url),
    ]
}

/// A list of names, or of objects with a name, each name once.
fn names<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>, list: &str, key: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in gather.notes.list(object, list) {
        let inner = value.object().and_then(|object| object.get(key));
        match inner.unwrap_or(value).text() {
            Some(name) if names.iter().all(|other| **other != *name) => names.push(name.into_owned()),
            Some(_) => {}
            None => gather.notes.note(value, format!("This is no name in `{list}`; it was left out.")),
        }
    }
    names
}

fn person<'j>(gather: &mut Gather<'j, '_>, object: &Object<'j>, key: &str) -> Option<ExternalId> {
    let login = gather.notes.text(object, key)?;
    Some(gather.person(&login, None, None))
}

/// A comment or a review. Comments have no id there, so their author and moment make one.
fn comment<'j>(gather: &mut Gather<'j, '_>, seat: &Seat, object: &Object<'j>) {
    let Some(at) = gather.notes.moment(object, "createdAt") else {
        return gather.notes.note(object.value(), "This comment has no `createdAt`; it was left out.");
    };
    let by = person(gather, object, "author");
    let author = by.as_ref().map_or("", ExternalId::as_str);
    let own = object.get("id").and_then(Value::text).map_or_else(|| format!("{at} {author}"), |id| id.into());
    let id = |own: &str| seat.inside(&format!("#{}/{own}", seat.number));
    let more = (2..).map(|count| id(&format!("{own} {count}")));
    let free = std::iter::once(id(&own)).chain(more).find(|id| !gather.has(Kind::Comment, id));
    let Some(free) = free else { return };
    let mut seen = Seen::<Comment>::new(free);
    seen.created_at = Some(at);
    seen.version_at = gather.notes.moment(object, "updatedAt");
    seen.by = by.clone();
    seen.set = vec![CommentField::About(Some(Thing::Item(seat.id()))), CommentField::By(by)];
    gather.add(seen);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCHIVE: &str = r#"{"magic": "E!", "timestamp": "2026-04-16T02:00:27.027035+00:00", "repo": "wg/draft",
        "labels": [{"name": "editorial", "description": "Words only", "color": "ffffff"}],
        "issues": [{"number": 1, "id": "I_1", "title": "Say why", "url": "https://github.com/wg/draft/issues/1",
            "state": "OPEN", "author": "ana", "assignees": ["ben", "cleo"], "labels": ["editorial"],
            "createdAt": "2026-01-05T09:00:00Z", "updatedAt": "2026-01-07T09:00:00Z", "closedAt": null,
            "comments": [{"author": "ben", "body": "x", "createdAt": "2026-01-06T09:00:00Z", "updatedAt": "2026-01-06T09:00:00Z"},
                {"author": "ben", "body": "y", "createdAt": "2026-01-06T09:00:00Z", "updatedAt": "2026-01-06T09:00:00Z"}]}],
        "pulls": [{"number": 2, "title": "Why", "state": "MERGED", "author": "ben", "createdAt": "2026-01-06T09:00:00Z",
            "updatedAt": "2026-01-08T09:00:00Z", "closedAt": "2026-01-08T09:00:00Z", "mergedAt": "2026-01-08T08:59:59Z",
            "mergedBy": "ana", "comments": [], "reviews": [{"id": "PRR_1", "author": "ana", "state": "APPROVED",
            "createdAt": "2026-01-07T09:00:00Z", "updatedAt": "2026-01-07T09:00:00Z", "comments": []}]},
          {"number": 3, "title": "Another", "state": "CLOSED", "author": "ben", "createdAt": "2026-01-06T09:00:00Z",
            "updatedAt": "2026-01-08T09:00:00Z", "closedAt": "2026-01-08T09:00:00Z", "mergedAt": null}]}"#;

    fn items(batch: &Batch) -> Vec<String> {
        let line = |seen: &Seen<Item>| {
            let part = |field: &ItemField<External>| match field {
                ItemField::Status(Some(status)) => Some(format!("{} {:?}", status.name, status.category)),
                ItemField::Owner(Some(owner)) => Some(format!("owner {owner}")),
                ItemField::FinishedAt(Some(at)) => Some(format!("finished {at}")),
                _ => None,
            };
            let parts: Vec<_> = seen.set.iter().filter_map(part).collect();
            format!("{} {}, {} changes", seen.id, parts.join(", "), seen.history.len())
        };
        let items = batch.observations.iter().filter_map(|observation| match observation {
            Observation::Item(seen) => Some(line(seen)),
            _ => None,
        });
        items.collect()
    }

    #[test]
    fn an_archive_tells_all_of_one_repository() {
        let batch = read(ARCHIVE.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(&*batch.source, "github:wg/draft");
        assert_eq!(batch.listing, Listing::Complete);
        assert_eq!(batch.exported_at.unwrap().to_string(), "2026-04-16T02:00:27.027Z");
        assert!(batch.problems.is_empty(), "{:?}", batch.problems);
        let comments = batch.observations.iter().filter(|seen| matches!(seen, Observation::Comment(_)));
        assert_eq!(comments.count(), 3);
        assert_eq!(
            items(&batch),
            [
                "wg/draft#1 owner ben, open Todo, 0 changes",
                "wg/draft#2 merged Done, finished 2026-01-08T09:00:00Z, 1 changes",
                "wg/draft#3 closed Dropped, finished 2026-01-08T09:00:00Z, 1 changes",
            ]
        );
    }

    #[test]
    fn an_archive_without_its_repository_is_refused() {
        let refusal = read(br#"{"issues": []}"#, &ReadOptions::default()).unwrap_err();
        assert!(refusal.message.contains("does not name its repository"), "{refusal}");
    }
}
