//! Values of JSON in which no field of a row is silently the last of two.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value as it stands, lists and rows taken apart.
pub(super) enum Once {
    /// Fields by their names, and one that stands there twice.
    Row(Map<String, Value>, Option<String>),
    /// Several values.
    List(Vec<Once>),
    /// Anything else.
    Other(Value),
}

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Once, A::Error> {
        let (mut row, mut twice) = (Map::new(), None);
        while let Some((name, value)) = fields.next_entry::<String, Value>()? {
            if row.insert(name.clone(), value).is_some() {
                twice = Some(name);
            }
        }
        Ok(Once::Row(row, twice))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Once, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Once::List(list))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Once, E> {
        Ok(Once::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Once, E> {
        Ok(Once::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Once, E> {
        Ok(Once::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Once, E> {
        Ok(Once::Other(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Once, E> {
        Ok(Once::Other(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once::Other(Value::Null))
    }
}
