//! Aim beside measured, with an honest mark.

use std::io::Write as _;

/// What is printed at the end.
#[derive(Debug, Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Heading(String),
    Row {
        what: String,
        measured: String,
        aim: String,
        met: Option<bool>,
    },
}

impl Table {
    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Heading(text.into()));
    }

    /// A number with an aim.
    pub(crate) fn aim(
        &mut self,
        what: impl Into<String>,
        measured: impl Into<String>,
        aim: impl Into<String>,
        met: bool,
    ) {
        let (what, measured, aim) = (what.into(), measured.into(), aim.into());
        self.lines.push(Line::Row {
            what,
            measured,
            aim,
            met: Some(met),
        });
    }

    /// A number without.
    pub(crate) fn row(&mut self, what: impl Into<String>, measured: impl Into<String>) {
        let (what, measured) = (what.into(), measured.into());
        self.lines.push(Line::Row {
            what,
            measured,
            aim: String::new(),
            met: None,
        });
    }

    pub(crate) fn print(&self) {
        let mut out = std::io::stdout().lock();
        for line in &self.lines {
            match line {
                Line::Heading(text) => writeln!(out, "\n{text}"),
                Line::Row {
                    what,
                    measured,
                    aim,
                    met,
                } => {
                    let mark = match met {
                        Some(true) => "  met",
                        Some(false) => "  NOT MET",
                        None => "",
                    };
                    writeln!(out, "  {what:<56} {measured:>26}   {aim}{mark}")
                }
            }
            .unwrap();
        }
        let marks = |wanted| {
            self.lines
                .iter()
                .filter(|line| matches!(line, Line::Row { met, .. } if *met == Some(wanted)))
                .count()
        };
        writeln!(out, "\n{} aims met, {} not met", marks(true), marks(false)).unwrap();
    }
}
