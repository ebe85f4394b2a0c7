//! Query strings, percent-encoded.

use std::fmt::Write as _;

/// Builds `?a=b&c=d`; empty values are left out.
#[derive(Clone, Debug, Default)]
pub struct Query(String);

impl Query {
    /// No parameter yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter unless its value is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.push(if self.0.is_empty() { '?' } else { '&' });
            self.0.push_str(name);
            self.0.push('=');
            encode_into(&mut self.0, value);
        }
        self
    }

    /// Adds one parameter for each value.
    #[must_use]
    pub fn with_each(self, name: &str, values: &[String]) -> Self {
        values
            .iter()
            .fold(self, |query, value| query.with(name, value))
    }

    /// The query onto its path.
    pub fn on(&self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}

/// One segment of a path, or one value of a query, percent-encoded.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode_into(&mut out, text);
    out
}

fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_leaves_out_what_is_empty_and_encodes_the_rest() {
        let query = Query::new()
            .with("q", "")
            .with("q", "é&=")
            .with_each("action", &["ADD".into(), "MOVE".into()]);
        assert_eq!(
            query.on("/events"),
            "/events?q=%C3%A9%26%3D&action=ADD&action=MOVE"
        );
    }
}
