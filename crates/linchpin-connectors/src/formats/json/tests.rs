//! What the guard refuses and keeps, and that values and places are what the text says.

use proptest::prelude::*;

use super::{Json, MAX_DEPTH, Value, check};

fn check_refused(text: impl AsRef<[u8]>, words: &str) {
    let refusal = check(text.as_ref()).unwrap_err().to_string();
    assert!(refusal.contains(words), "{refusal}");
}

fn only(json: &Json<'_>) -> String {
    let value = json.documents().next().expect("one document");
    tidy(value)
}

/// The value written without space, by the means of [`Value`] alone.
fn tidy(value: Value<'_>) -> String {
    if let Some(elements) = value.elements() {
        let inner: Vec<_> = elements.map(tidy).collect();
        return format!("[{}]", inner.join(","));
    }
    if let Some(object) = value.object() {
        let inner = object.members().map(|(key, value)| format!("{}:{}", quoted(key), tidy(value)));
        return format!("{{{}}}", inner.collect::<Vec<_>>().join(","));
    }
    match value.text() {
        Some(text) => quoted(&text),
        None => value.raw().to_string(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be written")
}

#[test]
fn syntax_errors_tell_line_and_column() {
    check_refused("[\n  1,\n  oops\n]", "line 3, column 3: Found `o` where a value was expected. (at $[1])");
    check_refused("[1,]", "line 1, column 4");
    check_refused("{\"a\":1,}", "a key in double quotes was expected");
    check_refused("[{'id':1}]", "line 1, column 3");
    check_refused("{\"a\" 1}", "A colon was expected");
    check_refused("[1 2]", "Found `2` where a comma or `]` was expected");
    check_refused("[01]", "line 1, column 2: This is not a number");
    check_refused("[1.]", "not a number");
    check_refused("[-]", "not a number");
    check_refused("[NaN]", "Found `N`");
    check_refused("[1", "The file ends in the middle");
    check_refused("[\"a", "The file ends inside a text");
    check_refused("[\"a\u{1}b\"]", "control character");
    check_refused("[\"\\x\"]", "escape that JSON does not know");
    check_refused("[\"\\u12g4\"]", "four hexadecimal digits");
    check_refused("[1]]", "Something follows");
    check_refused("", "empty");
    check_refused(" \n", "empty");
}

#[test]
fn a_key_that_comes_twice_is_named_after_unescaping() {
    check_refused(r#"[{"title":1,"t\u0069tle":2}]"#, "The key `title` comes twice in one object. (at $[0]");
    check_refused(r#"{"a":{"b":1,"b":2}}"#, "The key `b` comes twice");
    check_refused("{\"a\":1,\"a\\u0000\":2}", "comes twice");
    assert!(check(br#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#).is_ok());
}

#[test]
fn half_a_surrogate_pair_is_refused_wherever_it_stands() {
    check_refused(r#"["\ud800"]"#, "surrogate");
    check_refused(r#"["\udc00\ud800"]"#, "surrogate");
    check_refused(r#"{"\ud800":1}"#, "surrogate");
    let json = check(r#"["\ud83d\ude80"]"#.as_bytes()).unwrap();
    assert_eq!(only(&json), "[\"🚀\"]");
}

#[test]
fn depth_is_limited_where_it_is_passed() {
    let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(check(deep(MAX_DEPTH).as_bytes()).is_ok());
    check_refused(deep(MAX_DEPTH + 1), "more than 64 deep");
    check_refused("[".repeat(1_000_000), "more than 64 deep");
}

#[test]
fn numbers_keep_their_digits_and_their_range() {
    let json = check(b"[9007199254740993, -0, 1e10, 0.5E-400]").unwrap();
    assert_eq!(only(&json), "[9007199254740993,-0,1e10,0.5E-400]");
    check_refused("[1e400]", "out of range");
    check_refused(format!("[1{}]", "0".repeat(400)), "out of range");
    assert!(check(format!("[0.{}]", "1".repeat(20_000)).as_bytes()).is_ok());
}

#[test]
fn nulls_are_removed_and_told() {
    let json = check(br#"[{"a\u0000":"x\u0000\u0000y"},"\\u0000"]"#).unwrap();
    assert_eq!(only(&json), r#"[{"a":"xy"},"\\u0000"]"#);
    assert_eq!(json.nulls().len(), 3);
    assert_eq!(json.places(json.nulls()), ["$[0].a", "$[0].a", "$[0].a"]);
}

#[test]
fn encodings_are_known_by_their_marks_and_faults_told_by_their_offset() {
    let utf16: Vec<u8> = "\u{feff}[\"é\"]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(only(&check(&utf16).unwrap()), "[\"é\"]");
    assert_eq!(only(&check(b"\xEF\xBB\xBF[1]").unwrap()), "[1]");
    check_refused(b"[\"\xFF\"]", "Byte 0xFF (offset 2) is not UTF-8");
    check_refused(b"\xFF\xFE[\0\0\xD8]\0", "marked as UTF-16LE");
}

#[test]
fn documents_stand_on_lines_of_their_own() {
    let json = check(b"{\"a\":1}\r\n\n{\"a\":[2,{\"b\":3}]}\n").unwrap();
    assert_eq!(json.documents().count(), 2);
    check_refused("[1][2]", "line 1, column 4: Something follows");
    let second = json.documents().nth(1).and_then(Value::object).unwrap();
    let inner = second.get("a").and_then(|list| list.elements().unwrap().nth(1)).unwrap();
    let b = inner.object().unwrap().get("b").unwrap();
    assert_eq!(json.places(&[json.offset(b), json.offset(inner)]), ["line 3, $.a[1].b", "line 3, $.a[1]"]);
}

proptest! {
    #[test]
    fn what_the_guard_passes_is_what_serde_reads(text in any_json()) {
        let json = check(text.as_bytes()).expect("valid JSON passes");
        let ours: serde_json::Value = serde_json::from_str(&only(&json)).expect("still JSON");
        let theirs: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn what_the_guard_passes_serde_passes_too(bytes in proptest::collection::vec(any_byte(), 0..40)) {
        if let Ok(json) = check(&bytes) {
            for value in json.documents() {
                prop_assert!(serde_json::from_str::<serde_json::Value>(value.raw()).is_ok(), "{}", value.raw());
            }
        }
    }
}

fn any_byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        8 => proptest::sample::select(b"[]{}\",:0123456789.eE+-\\utfnrase l\n".to_vec()),
        1 => any::<u8>(),
    ]
}

fn any_json() -> impl Strategy<Value = String> {
    let text = "[^\u{0}]{0,8}".prop_map(|text| quoted(&text));
    let number = any::<i64>().prop_map(|number| number.to_string());
    let leaf = prop_oneof![Just("null".to_string()), Just("true".to_string()), number, text.boxed()];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..6)
            .prop_map(|list| format!("[ {} ]", list.join(" ,\n")));
        let members = proptest::collection::btree_map("[a-z\"\\\\é]{0,3}", inner, 0..6);
        let object = members.prop_map(|members| {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{} : {value}", quoted(key))).collect();
            format!("{{{}}}", members.join(", "))
        });
        prop_oneof![list, object]
    })
}
