//! Which repository an address speaks of, and how its items and the source are called.

use linchpin_model::{ExternalId, Key};

use crate::formats::source_name::stem;

/// A repository: its host unless that is github.com, its owner and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repo {
    host: Option<String>,
    owner: String,
    name: String,
}

/// An issue's or pull request's place: its repository, if known, and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) repo: Option<Repo>,
    pub(crate) number: String,
}

impl Repo {
    /// Of `owner/name` on github.com.
    pub(crate) fn new(path: &str) -> Option<Self> {
        Self::of_path(None, path)
    }

    /// Of a source's name such as `github:owner/name`.
    pub(crate) fn of_source(source: &str) -> Option<Self> {
        let path = source.strip_prefix("github:")?;
        match path.matches('/').count() {
            1 => Self::of_path(None, path),
            2 => path.split_once('/').and_then(|(host, path)| Self::of_path(Some(host), path)),
            _ => None,
        }
    }

    /// Of the address of a page or of the API, of the repository or anything in it.
    pub(crate) fn of_address(address: &str) -> Option<Self> {
        let (host, path) = web_address(address)?.split_once("://")?.1.split_once('/')?;
        let path = path.strip_prefix("api/v3/").unwrap_or(path);
        let path = path.strip_prefix("repos/").unwrap_or(path);
        let host =
            Some(host).filter(|host| !matches!(*host, "github.com" | "api.github.com" | "www.github.com"));
        Self::of_path(host, path)
    }

    fn of_path(host: Option<&str>, path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let (owner, name) = (parts.next()?, parts.next()?);
        let is_name =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        (is_name(owner) && is_name(name)).then(|| Self {
            host: host.map(str::to_string),
            owner: owner.into(),
            name: name.into(),
        })
    }

    /// `owner/name`, with the host before it unless that is github.com.
    pub(crate) fn path(&self) -> String {
        match &self.host {
            Some(host) => format!("{host}/{}/{}", self.owner, self.name),
            None => format!("{}/{}", self.owner, self.name),
        }
    }

    /// The address of its page.
    pub(crate) fn address(&self) -> String {
        let host = self.host.as_deref().unwrap_or("github.com");
        format!("https://{host}/{}/{}", self.owner, self.name)
    }
}

impl Seat {
    /// The place that an issue's address speaks of: `…/owner/name/issues/5` or `…/pull/5`.
    pub(crate) fn of_address(address: &str) -> Option<Self> {
        let address = address.split(['#', '?']).next()?;
        let (start, number) = address.rsplit_once('/')?;
        let is_issue = ["/issues", "/pull", "/pulls"].iter().any(|end| start.ends_with(end));
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let repo = Repo::of_address(address)?;
        (is_issue && is_number).then(|| Self { repo: Some(repo), number: number.into() })
    }

    /// The item's id in the source.
    pub(crate) fn id(&self) -> ExternalId {
        self.inside(&format!("#{}", self.number))
    }

    /// The item's key: `repo#5`.
    pub(crate) fn key(&self) -> Key {
        Key::new(&format!("{}#{}", self.repo.as_ref().map_or("", |repo| &repo.name), self.number))
    }

    /// The id of something else in the repository.
    pub(crate) fn inside(&self, what: &str) -> ExternalId {
        let path = self.repo.as_ref().map(Repo::path).unwrap_or_default();
        ExternalId::new(&format!("{path}{what}"))
    }
}

/// `github:owner/name` of one repository, `github:owner` of one owner's, else by the file's name.
pub(crate) fn source_name(repos: &[Repo], file: &str) -> String {
    match repos {
        [repo] => format!("github:{}", repo.path()),
        [first, rest @ ..]
            if rest.iter().all(|repo| (&repo.host, &repo.owner) == (&first.host, &first.owner)) =>
        {
            let path = first.path();
            format!("github:{}", path.rsplit_once('/').map_or(&*path, |(owner, _)| owner))
        }
        _ => format!("github:{}", stem(file)),
    }
}

/// The address, if it is one that may be linked to: of the web, without space or control characters.
pub(crate) fn web_address(address: &str) -> Option<&str> {
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let is_plain = !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c));
    (is_web && is_plain).then_some(address)
}
