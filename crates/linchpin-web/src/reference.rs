//! A thing as its tracker calls it: the tracker's icon, its key, and where the tracker shows it.

use linchpin_analysis::key_of;
use linchpin_model::World;
use linchpin_model::noun::Noun;
use linchpin_model::world::Record;

use crate::layout::icon_of_format;

/// A reference to a thing in its tracker's own form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) icon: &'static str,
    /// The tracker, for those who do not see the icon.
    pub(crate) tracker: String,
    pub(crate) key: String,
    /// Where the tracker shows it; only addresses of the web.
    pub(crate) url: Option<String>,
}

impl Reference {
    pub(crate) fn of<N: Noun>(world: &World, record: &Record<N>, url: Option<&str>) -> Self {
        let source = record.sources.iter().find_map(|link| world.get(link.source));
        let format = source.and_then(|source| source.format()).map_or("", |format| format);
        let tracker = source.and_then(|source| source.title()).map(ToString::to_string);
        Self {
            icon: icon_of_format(format),
            tracker: tracker.unwrap_or_default(),
            key: key_of(record),
            url: web_address(url),
        }
    }
}

/// An address that may be led to: of the web, and nothing else.
pub(crate) fn web_address(url: Option<&str>) -> Option<String> {
    let is_web = |url: &&str| {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        matches!(scheme.as_deref(), Some("http" | "https")) && !url.contains(char::is_whitespace)
    };
    url.filter(is_web).map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_led_to() {
        for (url, is_led_to) in [
            ("https://tracker.example/browse/WX-1", true),
            ("HTTP://tracker.example/", true),
            ("javascript:alert(1)", false),
            ("javascript://x.example/%0aalert(1)", false),
            ("data:text/html,x", false),
            ("//tracker.example/", false),
            ("https://a b", false),
        ] {
            assert_eq!(web_address(Some(url)).is_some(), is_led_to, "{url}");
        }
        assert_eq!(web_address(None), None);
    }
}
