//! Text whose lines were broken to be joined again (RFC 3676).

/// Joins what was broken, within one depth of quoting.
pub(super) fn join(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Depth of the paragraph that the last line left open.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open != Some(depth) {
            if open.is_some() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 && !content.is_empty() {
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && content != "-- ";
        let cut = usize::from(flows && delete_space);
        out.push_str(&content[..content.len() - cut]);
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined_within_their_quote() {
        let text = "Hello \nworld.\n> quoted \n> too\n-- \nAnna\n From\n";
        assert_eq!(
            join(text, false),
            "Hello world.\n> quoted too\n-- \nAnna\nFrom\n"
        );
    }
}
