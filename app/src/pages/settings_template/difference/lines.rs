//! Which lines of two texts differ: their longest common subsequence, by the textbook's table.

/// So many same lines are shown around what differs.
const AROUND: usize = 2;

/// The largest table; texts that would need more are shown as replaced where they differ.
const MOST: usize = 1_000_000;

/// A line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// In both.
    Same(&'a str),
    /// In the first only.
    Gone(&'a str),
    /// In the second only.
    New(&'a str),
    /// Lines of both are left out here.
    Left,
}

/// From `before` to `now`, with a little of what is the same around each difference.
pub fn differing<'a>(before: &'a str, now: &'a str) -> Vec<Line<'a>> {
    let (before, now): (Vec<_>, Vec<_>) = (before.split('\n').collect(), now.split('\n').collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = before.iter().zip(&now).take_while(same).count();
    let (old, new) = (&before[head..], &now[head..]);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let mut lines: Vec<_> = before[..head].iter().copied().map(Line::Same).collect();
    lines.extend(between(old, new));
    lines.extend(
        before[before.len() - tail..]
            .iter()
            .copied()
            .map(Line::Same),
    );
    shortened(&lines)
}

/// Of two texts that neither begin nor end with the same line.
fn between<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    if old.len().saturating_mul(new.len()) > MOST {
        let gone = old.iter().copied().map(Line::Gone);
        return gone.chain(new.iter().copied().map(Line::New)).collect();
    }
    let table = common(old, new);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && table[i + 1][j] >= table[i][j + 1] {
            lines.push(Line::Gone(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
    lines
}

/// How many lines the rests of both have in common, by where the rests begin.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = if old[i] == new[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    table
}

/// Without the lines that are far from every difference.
fn shortened<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut near = vec![false; lines.len()];
    for (at, line) in lines.iter().enumerate() {
        if !matches!(line, Line::Same(_)) {
            let end = (at + AROUND + 1).min(lines.len());
            near[at.saturating_sub(AROUND)..end].fill(true);
        }
    }
    let mut shown = Vec::new();
    for (line, near) in lines.iter().zip(near) {
        if near {
            shown.push(*line);
        } else if shown.last() != Some(&Line::Left) {
            shown.push(Line::Left);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_is_shown_with_what_stands_around_it() {
        assert_eq!(
            differing("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\nfive\n6\n7"),
            [
                Line::Left,
                Line::Same("3"),
                Line::Same("4"),
                Line::Gone("5"),
                Line::New("five"),
                Line::Same("6"),
                Line::Same("7"),
            ]
        );
    }

    #[test]
    fn what_moved_is_taken_out_in_one_place_and_put_in_at_another() {
        assert_eq!(
            differing("a\nb\nc", "b\nc\na"),
            [
                Line::Gone("a"),
                Line::Same("b"),
                Line::Same("c"),
                Line::New("a"),
            ]
        );
    }

    #[test]
    fn a_last_line_without_its_end_differs_by_that() {
        assert_eq!(differing("a\n", "a"), [Line::Same("a"), Line::Gone("")]);
        assert_eq!(differing("", ""), [Line::Left]);
    }

    #[test]
    fn texts_too_long_to_compare_are_replaced_as_a_whole() {
        let many = |sign: &str| {
            (0..1100)
                .map(|n| format!("{sign}{n}\n"))
                .collect::<Vec<_>>()
                .concat()
        };
        let (old, new) = (many("a"), many("b"));
        let lines = differing(&old, &new);
        assert_eq!(lines[0], Line::Gone("a0"));
        assert_eq!(lines[1100], Line::New("b0"));
    }
}
