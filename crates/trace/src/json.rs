//! As much JSON as a line of a trace needs: this crate stands on the ground and has no
//! dependency. The tests compare it with `serde_json`.

use std::fmt::Write;
use std::str::Chars;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// A whole number that a trace can hold.
    Whole(u64),
    /// Any other number.
    Number(f64),
    String(String),
    Array(Vec<Value>),
    Object(Object),
}

/// The members of a JSON object, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object(Vec<(String, Value)>);

impl Object {
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The keys, in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| &**key)
    }
}

impl Value {
    /// Reads one value that is the whole of `text`. The error says what is wrong, and the last
    /// character that was read then, from 1.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { text, rest: text.chars(), depth: 0 };
        let value = parser.value().and_then(|value| {
            parser.skip_space();
            match parser.rest.next() {
                None => Ok(value),
                Some(c) => Err(format!("expected the end, found `{c}`")),
            }
        });
        value.map_err(|what| format!("{what} at character {}", parser.position()))
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }
}

/// Appends `text` as a JSON string, quotes included.
///
/// `<` and the two line ends of Unicode are escaped too, so that a trace can stand inside a page
/// without ever ending its element.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '<' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' | '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Parser<'a> {
    text: &'a str,
    rest: Chars<'a>,
    depth: u32,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Value, String> {
        self.skip_space();
        match self.rest.clone().next() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('"') => Ok(Value::String(self.string()?)),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true", Value::Bool(true)),
            Some('f') => self.word("false", Value::Bool(false)),
            Some('n') => self.word("null", Value::Null),
            Some(c) => {
                self.rest.next();
                Err(format!("expected a value, found `{c}`"))
            }
            None => Err("expected a value, found the end".to_owned()),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, String>,
    ) -> Result<Value, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply".to_owned());
        }
        self.rest.next();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, String> {
        let mut members = Vec::new();
        if self.eat('}') {
            return Ok(Value::Object(Object(members)));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.expect(':')?;
            members.push((key, self.value()?));
            if self.eat('}') {
                return Ok(Value::Object(Object(members)));
            }
            self.expect(',')?;
        }
    }

    fn array(&mut self) -> Result<Value, String> {
        let mut items = Vec::new();
        if self.eat(']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            if self.eat(']') {
                return Ok(Value::Array(items));
            }
            self.expect(',')?;
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut out = String::new();
        loop {
            let rest = self.rest.as_str();
            let is_plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..b' ');
            let (plain, rest) = rest.split_at(rest.bytes().take_while(is_plain).count());
            out.push_str(plain);
            self.rest = rest.chars();
            match self.rest.next() {
                Some('"') => return Ok(out),
                Some('\\') => out.push(self.escape()?),
                Some(_) => return Err("a string holds a raw control character".to_owned()),
                None => return Err("a string has no end".to_owned()),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        Ok(match self.rest.next() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => return self.unicode(),
            _ => return Err("unknown escape in a string".to_owned()),
        })
    }

    fn unicode(&mut self) -> Result<char, String> {
        let first = self.hex4()?;
        let code = match first {
            0xd800..0xdc00 => {
                let second =
                    if self.rest.next() == Some('\\') && self.rest.next() == Some('u') {
                        self.hex4()?
                    } else {
                        0
                    };
                match second {
                    0xdc00..0xe000 => {
                        0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                    }
                    _ => return Err("half a surrogate pair in a string".to_owned()),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| "half a surrogate pair in a string".to_owned())
    }

    fn hex4(&mut self) -> Result<u32, String> {
        (0..4).try_fold(0, |code, _| {
            let digit = self.rest.next().and_then(|c| c.to_digit(16));
            Ok(code * 16 + digit.ok_or("an escape without its four hexadecimal digits")?)
        })
    }

    fn number(&mut self) -> Result<Value, String> {
        let text = self.rest.as_str();
        let end = text
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        self.rest = rest.chars();
        let digits = number.strip_prefix('-').unwrap_or(number);
        let leads_with_zero = digits.starts_with('0')
            && digits[1..].starts_with(|c: char| c.is_ascii_digit());
        let starts_or_ends_with_dot = digits.starts_with('.')
            || digits.ends_with('.')
            || digits.contains(".e")
            || digits.contains(".E");
        if leads_with_zero || starts_or_ends_with_dot {
            return Err(format!("`{number}` is not a number"));
        }
        if let Ok(whole) = number.parse() {
            return Ok(Value::Whole(whole));
        }
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => Err(format!("`{number}` is not a number")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, String> {
        for c in word.chars() {
            if self.rest.next() != Some(c) {
                return Err(format!("expected `{word}`"));
            }
        }
        Ok(value)
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        if self.eat(c) {
            return Ok(());
        }
        Err(match self.rest.next() {
            Some(found) => format!("expected `{c}`, found `{found}`"),
            None => format!("expected `{c}`, found the end"),
        })
    }

    /// Skips white space, and `c` if it comes next.
    fn eat(&mut self, c: char) -> bool {
        self.skip_space();
        let mut rest = self.rest.clone();
        let is_next = rest.next() == Some(c);
        if is_next {
            self.rest = rest;
        }
        is_next
    }

    fn skip_space(&mut self) {
        let mut rest = self.rest.clone();
        while let Some(' ' | '\t' | '\n' | '\r') = rest.next() {
            self.rest = rest.clone();
        }
    }

    fn position(&self) -> usize {
        let read = self.text.len() - self.rest.as_str().len();
        self.text[..read].chars().count()
    }
}

const DEEPEST: u32 = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_written_string_is_what_serde_json_reads(text: String) {
            let mut written = String::new();
            write_string(&text, &mut written);
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text.clone());
            prop_assert_eq!(Value::parse(&written), Ok(Value::String(text)));
        }

        #[test]
        fn reads_and_refuses_what_serde_json_does(
            text in r#"[\[\]{}:, "\\utrfalsen0-9.eE+-]{0,24}"#,
        ) {
            prop_assert_eq!(
                Value::parse(&text).map_err(drop),
                serde_json::from_str::<serde_json::Value>(&text).map(from_serde).map_err(drop),
                "{}", text
            );
        }
    }

    #[test]
    fn says_where_a_value_goes_wrong() {
        for (text, error) in [
            (r#"{"ph":"B","pid":}"#, "expected a value, found `}` at character 17"),
            ("?", "expected a value, found `?` at character 1"),
            ("", "expected a value, found the end at character 0"),
            ("[tulip]", "expected `true` at character 3"),
            ("[007]", "`007` is not a number at character 4"),
            ("[1 2]", "expected `,`, found `2` at character 4"),
            ("[\"\u{1f337}\"] ]", "expected the end, found `]` at character 7"),
            ("\"\u{1f337}", "a string has no end at character 2"),
            (r#""\ud83cx""#, "half a surrogate pair in a string at character 8"),
            (&"[".repeat(99), "nested too deeply at character 64"),
        ] {
            assert_eq!(Value::parse(text), Err(error.to_owned()), "{text}");
        }
    }

    fn from_serde(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(b),
            serde_json::Value::Number(n) => {
                n.as_u64().map_or_else(|| Value::Number(n.as_f64().unwrap()), Value::Whole)
            }
            serde_json::Value::String(s) => Value::String(s),
            serde_json::Value::Array(a) => {
                Value::Array(a.into_iter().map(from_serde).collect())
            }
            serde_json::Value::Object(o) => Value::Object(Object(
                o.into_iter().map(|(k, v)| (k, from_serde(v))).collect(),
            )),
        }
    }
}
