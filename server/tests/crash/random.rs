//! Killed at random, again and again, while files are deposited and mails leave.

use std::{
    env,
    str::FromStr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::house::{House, MANY};

/// How many times, unless `CRASH_KILLS` says otherwise.
const KILLS: usize = 200;

/// After so many seconds of killing it is enough, unless `CRASH_SECONDS` says otherwise.
const SECONDS: u64 = 150;

/// Deposits at the same time.
const HANDS: usize = 3;

fn setting<T: FromStr>(name: &str, usual: T) -> T {
    env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// Numbers that look random; the same again from the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % limit
    }
}

/// Deposits until `over`: small contents that are rows, and now and then one that is an object.
async fn deposit(house: &House, number: &AtomicUsize, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let number = number.fetch_add(1, Ordering::Relaxed);
        let size = if number.is_multiple_of(8) {
            100_000
        } else {
            500
        };
        let content = format!("{number:>8} ").into_bytes().repeat(size / 9);
        house.deposit(&format!("file-{number}.bin"), content).await;
        // Neither a busy loop while nobody answers, nor more than the proof can read afterwards.
        sleep(Duration::from_millis(20)).await;
    }
}

/// Starts and kills; how many times.
async fn kill_again_and_again(house: &House, dice: &mut Dice) -> usize {
    let (kills, seconds) = (
        setting("CRASH_KILLS", KILLS),
        setting("CRASH_SECONDS", SECONDS),
    );
    let end = Instant::now() + Duration::from_secs(seconds);
    for done in 0..kills {
        if Instant::now() > end {
            return done;
        }
        let colombier = house.spawn(None);
        // Some die while they start, most while they work.
        if dice.up_to(8) > 0 {
            assert!(
                colombier.ready().await,
                "it does not start any more after {done} kills"
            );
        }
        sleep(Duration::from_millis(dice.up_to(350))).await;
        colombier.kill();
    }
    kills
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_under_load_nothing_is_lost_and_nothing_is_told_twice() {
    let house = House::build(MANY).await;
    let seed = setting("CRASH_SEED", flow::random::number() | 1);
    println!("CRASH_SEED={seed}");
    let (number, over) = (AtomicUsize::new(1), AtomicBool::new(false));
    let hands = futures::future::join_all((0..HANDS).map(|_| deposit(&house, &number, &over)));
    let killing = async {
        let kills = kill_again_and_again(&house, &mut Dice(seed)).await;
        over.store(true, Ordering::Relaxed);
        kills
    };
    let (kills, _) = tokio::join!(killing, hands);
    let _running = house.start(None).await;
    assert!(house.deposit("last.dwg", b"last".to_vec()).await);
    let journal = house.prove().await;
    let acknowledged = house.acknowledged.lock().unwrap().len();
    let doubts: usize = journal.doubts().values().sum();
    println!(
        "{kills} kills: {acknowledged} deposits acknowledged, {} mails taken, {doubts} in doubt, {} doubled",
        house.smtp.taken().len(),
        house.doubles()
    );
    assert!(acknowledged > kills / 2, "there was hardly any load");
}
