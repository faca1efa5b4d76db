//! How the fields of an event are written into its record, and read back.

use crate::json::{Object, Value, write_string};
use crate::place::Place;

/// A value that an event carries.
pub(crate) trait Arg: Sized {
    fn put(&self, key: &str, args: &mut String);
    fn get(record: &Object, key: &str) -> Option<Self>;

    /// The line of source that it is.
    fn place(&self) -> Option<&Place> {
        None
    }
}

impl Arg for String {
    fn put(&self, key: &str, args: &mut String) {
        if put_key(key, args) {
            write_string(self, args);
        }
    }

    fn get(record: &Object, key: &str) -> Option<Self> {
        Some(value(record, key)?.as_str()?.to_owned())
    }
}

impl Arg for u64 {
    fn put(&self, key: &str, args: &mut String) {
        if put_key(key, args) {
            args.push_str(&self.to_string());
        }
    }

    fn get(record: &Object, key: &str) -> Option<Self> {
        value(record, key)?.as_u64()
    }
}

impl Arg for u32 {
    fn put(&self, key: &str, args: &mut String) {
        u64::from(*self).put(key, args);
    }

    fn get(record: &Object, key: &str) -> Option<Self> {
        u64::get(record, key)?.try_into().ok()
    }
}

impl Arg for Place {
    fn put(&self, key: &str, args: &mut String) {
        self.to_string().put(key, args);
    }

    fn get(record: &Object, key: &str) -> Option<Self> {
        value(record, key)?.as_str()?.parse().ok()
    }

    fn place(&self) -> Option<&Place> {
        Some(self)
    }
}

impl<T: Arg> Arg for Option<T> {
    fn put(&self, key: &str, args: &mut String) {
        if let Some(value) = self {
            value.put(key, args);
        }
    }

    fn get(record: &Object, key: &str) -> Option<Self> {
        match value(record, key) {
            None => Some(None),
            Some(_) => T::get(record, key).map(Some),
        }
    }

    fn place(&self) -> Option<&Place> {
        self.as_ref().and_then(T::place)
    }
}

/// Begins an argument, unless the record has a place of its own for it.
fn put_key(key: &str, args: &mut String) -> bool {
    if key == "name" || is_row(key) {
        return false;
    }
    if !args.is_empty() {
        args.push(',');
    }
    write_string(key, args);
    args.push(':');
    true
}

fn value<'a>(record: &'a Object, key: &str) -> Option<&'a Value> {
    if key == "name" {
        record.get(key)
    } else if is_row(key) {
        record.get("id2")?.as_object()?.get("local")
    } else {
        record.get("args")?.as_object()?.get(key)
    }
}

fn is_row(key: &str) -> bool {
    matches!(key, "timer" | "token" | "fut")
}
