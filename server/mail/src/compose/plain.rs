//! HTML made of a text that a person wrote.

/// The text as HTML that every client shows alike: escaped, with its line breaks.
pub(super) fn html(text: &str) -> String {
    let mut body = String::with_capacity(text.len() + 200);
    for line in text.lines() {
        for letter in line.chars() {
            match letter {
                '&' => body.push_str("&amp;"),
                '<' => body.push_str("&lt;"),
                '>' => body.push_str("&gt;"),
                '"' => body.push_str("&quot;"),
                letter => body.push(letter),
            }
        }
        body.push_str("<br>\r\n");
    }
    format!(
        "<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\"></head>\r\n\
         <body style=\"font-family:sans-serif\">\r\n{body}</body></html>\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_shown_and_not_run() {
        let html = html("1 < 2\n<script>");
        assert!(html.contains("1 &lt; 2<br>\r\n&lt;script&gt;<br>"));
    }
}
