//! Killed at the marked points of the stations.

use crate::house::{ALONE, House};

/// The server dies at `point` while one deposit goes its way; what it left is gone on with.
async fn killed_at(point: &str) {
    let house = House::build(ALONE).await;
    let dying = house.start(Some(point)).await;
    house.deposit("first.dwg", b"first".to_vec()).await;
    assert!(!dying.died().await.success(), "it was to be killed");
    let _running = house.start(None).await;
    assert!(
        house.deposit("second.dwg", b"second".to_vec()).await,
        "it goes on"
    );
    house.prove().await;
}

macro_rules! points {
    ($($sentence:ident: $point:literal;)+) => { $(
        #[tokio::test]
        async fn $sentence() {
            killed_at($point).await;
        }
    )+ };
}

points! {
    killed_after_the_content_was_received: "deposit:after_blob";
    killed_after_the_deposit_was_committed: "deposit:after_commit";
    killed_after_the_alert_station_read: "alert:read";
    killed_after_the_notice_was_noted: "alert:noted";
    killed_before_a_notice_was_settled: "notice:before_commit";
    killed_after_a_notice_was_settled: "notice:after_commit";
    killed_after_a_mail_was_leased: "dispatch:leased";
    killed_before_a_mail_was_handed_over: "dispatch:before_mail";
    killed_before_a_mail_was_marked: "dispatch:before_mark";
    killed_after_a_mail_was_marked: "dispatch:marked";
    killed_after_the_relay_answered: "dispatch:answered";
    killed_before_a_mail_was_settled: "dispatch:before_settle";
    killed_after_a_mail_was_settled: "dispatch:settled";
}
