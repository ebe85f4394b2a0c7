//! Aim beside measured.

use std::io::Write as _;

#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<[String; 3]>,
}

impl Report {
    /// One line of the table.
    pub(crate) fn line(&mut self, what: &str, measured: impl Into<String>, aim: &str) {
        self.lines
            .push([what.to_owned(), measured.into(), aim.to_owned()]);
    }

    pub(crate) fn print(&self) {
        let mut out = std::io::stdout().lock();
        let head = ["what".to_owned(), "measured".to_owned(), "aim".to_owned()];
        for [what, measured, aim] in std::iter::once(&head).chain(&self.lines) {
            writeln!(out, "{what:<58} {measured:>22}   {aim}").unwrap();
        }
    }
}
