use std::io::Write as _;

use crate::http::openapi;

pub(super) fn run() -> anyhow::Result<()> {
    let text = openapi().to_pretty_json()?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}
