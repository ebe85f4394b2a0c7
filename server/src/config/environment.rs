//! Names of the environment that are no option are mistakes, and said.

use std::collections::BTreeSet;

use clap::Command;

/// The prefix of all our names.
const PREFIX: &str = "COLOMBIER_";

/// Names that begin like ours, are no option, and are read by our own scripts.
const TOLERATED: &[&str] = &["COLOMBIER_BIN"];

/// The names among `given` that begin like ours and that `command` does not know.
pub fn unknown<'a>(command: &Command, given: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut known = BTreeSet::new();
    collect(command, &mut known);
    let ours = given.into_iter().filter(|name| name.starts_with(PREFIX));
    ours.filter(|name| !known.contains(*name) && !TOLERATED.contains(name))
        .map(str::to_owned)
        .collect()
}

fn collect(command: &Command, known: &mut BTreeSet<String>) {
    let names = command.get_arguments().filter_map(clap::Arg::get_env);
    known.extend(names.map(|name| name.to_string_lossy().into_owned()));
    command
        .get_subcommands()
        .for_each(|sub| collect(sub, known));
}
