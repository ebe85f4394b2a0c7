//! Times and sizes.

use std::{fs, time::Instant};

use rustix::time::{ClockId, clock_gettime};

/// Milliseconds of the clock, and of the processor (all threads together).
#[derive(Clone, Copy)]
pub(crate) struct Took {
    pub(crate) clock: f64,
    pub(crate) processor: f64,
}

/// How long `work` takes.
pub(crate) fn took<T>(work: impl FnOnce() -> T) -> (Took, T) {
    let (start, busy) = (Instant::now(), processor());
    let done = work();
    (
        Took {
            clock: start.elapsed().as_secs_f64() * 1e3,
            processor: processor() - busy,
        },
        done,
    )
}

fn processor() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Does `work` up to `rounds` times, for about two seconds at most.
pub(crate) fn rounds<T>(
    rounds: usize,
    mut before: impl FnMut(),
    mut work: impl FnMut() -> T,
) -> Vec<Took> {
    let (start, mut times) = (Instant::now(), Vec::new());
    while times.len() < rounds && (times.len() < 3 || start.elapsed().as_secs() < 2) {
        before();
        times.push(took(&mut work).0);
    }
    times
}

/// Prints medians and 99th percentiles; processor time is what a busy machine does not distort.
pub(crate) fn report(what: &str, times: &[Took], note: &str) {
    let sorted = |of: fn(&Took) -> f64| {
        let mut times: Vec<f64> = times.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        let last = times.len() - 1;
        (times[last / 2], times[last * 99 / 100])
    };
    let (clock, busy) = (sorted(|took| took.clock), sorted(|took| took.processor));
    println!(
        "{what:44} clock {:8.3} {:8.3}  processor {:8.3} {:8.3} ms  {note}",
        clock.0, clock.1, busy.0, busy.1,
    );
}

/// Resident memory in MB.
pub(crate) fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}
