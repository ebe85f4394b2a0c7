//! The journal's page as the server renders it, with its data.

use crate::{
    api::Api,
    report::Report,
    stopwatch::{median, timed},
};

const VIEWS: usize = 200;

pub(crate) async fn measure(visitor: &Api, report: &mut Report) {
    let mut taken = Vec::new();
    for _ in 0..VIEWS {
        let (time, answer) =
            timed(visitor.send("GET", "/events", "accept: text/html\r\n", b"")).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.head);
        taken.push(time.as_secs_f64() * 1000.0);
    }
    report.line(
        "the journal's page, rendered by the server, p50",
        format!("{:.1} ms", median(taken)),
        "≤ 3 ms",
    );
}
