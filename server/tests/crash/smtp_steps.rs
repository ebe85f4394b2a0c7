//! Killed by the relay's clock: at each step of the SMTP dialogue, as seen from the other side.

use std::sync::{Arc, Mutex};

use crate::{
    colombier::Colombier,
    house::{ALONE, House},
    smtp::{Act, Step},
};

/// What the journal and the relay's log say of the mail that was under way.
#[derive(Debug, PartialEq, Eq)]
struct Traces {
    in_doubt: usize,
    doubles: usize,
}

/// The server is killed when the relay reaches `step` with the first mail.
async fn killed_at(step: Step) -> Traces {
    let house = House::build(ALONE).await;
    let victim: Arc<Mutex<Option<Colombier>>> = Arc::default();
    let target = Arc::clone(&victim);
    let kill = move || {
        target
            .lock()
            .unwrap()
            .take()
            .expect("a server that sends")
            .kill();
    };
    house.smtp.at(step, 1, Act::Do(Arc::new(kill)));
    let dying = house.start(None).await;
    *victim.lock().unwrap() = Some(dying.clone());
    assert!(house.deposit("first.dwg", b"first".to_vec()).await);
    dying.died().await;
    let _running = house.start(None).await;
    assert!(
        house.deposit("second.dwg", b"second".to_vec()).await,
        "it goes on"
    );
    let journal = house.prove().await;
    Traces {
        in_doubt: journal.doubts().values().sum(),
        doubles: house.doubles(),
    }
}

const NO_DOUBT: Traces = Traces {
    in_doubt: 0,
    doubles: 0,
};

#[tokio::test]
async fn killed_before_mail_is_answered() {
    assert_eq!(killed_at(Step::Mail).await, NO_DOUBT);
}

#[tokio::test]
async fn killed_before_rcpt_is_answered() {
    assert_eq!(killed_at(Step::Rcpt).await, NO_DOUBT);
}

#[tokio::test]
async fn killed_before_data_is_answered() {
    assert_eq!(killed_at(Step::Data).await, NO_DOUBT);
}

#[tokio::test]
async fn killed_in_the_middle_of_the_content_the_mail_is_in_doubt_and_taken_once() {
    let traces = killed_at(Step::MidBody).await;
    assert!(traces.in_doubt >= 1 && traces.doubles == 0, "{traces:?}");
}

#[tokio::test]
async fn killed_before_the_final_dot_arrives_the_mail_is_in_doubt_and_taken_once() {
    let traces = killed_at(Step::BeforeDot).await;
    assert!(traces.in_doubt >= 1 && traces.doubles == 0, "{traces:?}");
}

#[tokio::test]
async fn killed_between_the_final_dot_and_its_answer_the_mail_is_in_doubt_and_taken_twice() {
    let traces = killed_at(Step::Dot).await;
    assert!(traces.in_doubt >= 1 && traces.doubles == 1, "{traces:?}");
}

#[tokio::test]
async fn killed_after_the_answer_the_mail_is_doubled_only_where_it_was_in_doubt() {
    let traces = killed_at(Step::Answered).await;
    assert!(traces.doubles <= traces.in_doubt, "{traces:?}");
}
