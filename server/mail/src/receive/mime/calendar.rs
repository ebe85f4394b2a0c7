//! What an invitation says, for messages that say nothing else (RFC 5545).

/// Lines that a person reads, of the first event in `text`.
pub(super) fn summary(text: &str) -> String {
    let unfolded = text.replace("\n ", "").replace("\n\t", "");
    let mut lines = Vec::new();
    for line in unfolded.lines().take(2_000) {
        let Some((head, value)) = line.split_once(':') else {
            continue;
        };
        let name = head
            .split(';')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        if name == "END" && value.trim().eq_ignore_ascii_case("VEVENT") {
            break;
        }
        if matches!(
            name.as_str(),
            "SUMMARY" | "DTSTART" | "DTEND" | "LOCATION" | "DESCRIPTION"
        ) {
            lines.push((rank(&name), unescaped(value)));
        }
    }
    lines.sort_by_key(|(rank, _)| *rank);
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(_, line)| line)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

fn rank(name: &str) -> usize {
    let order = ["SUMMARY", "DTSTART", "DTEND", "LOCATION"];
    order
        .iter()
        .position(|one| *one == name)
        .unwrap_or(order.len())
}

fn unescaped(value: &str) -> String {
    let value = value.replace("\\n", "\n").replace("\\N", "\n");
    value
        .replace("\\,", ",")
        .replace("\\;", ";")
        .replace("\\\\", "\\")
        .trim()
        .to_owned()
}
