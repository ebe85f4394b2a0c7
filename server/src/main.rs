//! `colombier`: arguments → config → run.

use std::process::ExitCode;

use clap::Parser as _;
use server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("colombier: {error:#}");
            ExitCode::FAILURE
        }
    }
}
