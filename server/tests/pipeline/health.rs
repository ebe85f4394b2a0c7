//! Whether mail to an inbox' own address comes back to it, as a test mail finds out.

use domain::{
    event::Reason,
    received::{Envelope, Verdict},
    time::Span,
    wire::{Forwarding, ForwardingState, Inbox},
};
use flow::port::Intake as _;

use crate::{
    desk::{inbox, received, tickets},
    installation::Installation,
};

const SUPPORT: &str = "support@example.org";

async fn office() -> (Installation, Inbox) {
    let office = Installation::receiving_at("desk.example").await;
    let inbox = inbox(&office).await;
    (office, inbox)
}

async fn state(office: &Installation, inbox: &Inbox) -> Forwarding {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    office.flow.forwarding(&may).await.unwrap().remove(0)
}

async fn test(office: &Installation, inbox: &Inbox) {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage_inbox(&viewer, inbox.id).unwrap();
    office.flow.test_forwarding(&may, SUPPORT).await.unwrap();
    office.work().await;
}

/// The address's host forwards the newest mail.
async fn forward(office: &Installation, inbox: &Inbox) {
    let envelope = Envelope {
        from: None,
        to: vec![inbox.generated_address.clone()],
        helo: "mx.example.org".to_owned(),
        peer: None,
        tls: false,
        at: office.now(),
    };
    let raw = office.smtp.taken().pop().unwrap().bytes;
    office.flow.keep(envelope, raw).await.unwrap();
    while office.flow.take_unread().await.unwrap() {}
}

/// SYSTEM FAIL: what administrators are told of.
async fn alarms(office: &Installation) -> usize {
    office.flow.tend_forwarding().await.unwrap();
    office.events("SYSTEM FAIL").await.len()
}

#[tokio::test]
async fn a_test_mail_that_comes_back_says_that_forwarding_works_and_how_long_it_took() {
    let (office, inbox) = office().await;
    assert_eq!(state(&office, &inbox).await.state, ForwardingState::Unknown);
    test(&office, &inbox).await;
    assert_eq!(office.only_mail().to(), SUPPORT);
    assert_eq!(
        state(&office, &inbox).await.state,
        ForwardingState::OnItsWay
    );

    office.forward(Span::from_secs(12));
    forward(&office, &inbox).await;
    let works = state(&office, &inbox).await;
    assert_eq!(works.state, ForwardingState::Works);
    let took = works.back_at.unwrap().since(works.asked_at.unwrap());
    assert_eq!(took, Span::from_secs(12));
    assert_eq!(tickets(&office).await.len(), 0);
    assert_eq!(received(&office).await[0].verdict, Some(Verdict::Own));
    assert_eq!(office.events("SETTING RECEIVE").await.len(), 1);

    // The host delivers it twice: it came back when it came first.
    office.forward(Span::from_secs(60));
    forward(&office, &inbox).await;
    assert_eq!(state(&office, &inbox).await.back_at, works.back_at);
    assert_eq!(alarms(&office).await, 0);
}

#[tokio::test]
async fn a_test_mail_that_does_not_come_back_is_told_once_and_sent_again_the_next_day() {
    let (office, inbox) = office().await;
    test(&office, &inbox).await;
    office.forward(Span::from_minutes(29));
    assert_eq!(alarms(&office).await, 0);
    office.forward(Span::from_minutes(1));
    assert_eq!(state(&office, &inbox).await.state, ForwardingState::Missed);
    assert_eq!((alarms(&office).await, alarms(&office).await), (1, 1));

    office.forward(Span::from_days(1));
    office.flow.tend_forwarding().await.unwrap();
    office.work().await;
    assert_eq!(office.mails().len(), 2);
    forward(&office, &inbox).await;
    assert_eq!(state(&office, &inbox).await.state, ForwardingState::Works);
    assert_eq!(alarms(&office).await, 1);
}

#[tokio::test]
async fn a_test_mail_that_is_refused_says_in_whose_words() {
    let (office, inbox) = office().await;
    office
        .smtp
        .refuse(SUPPORT, 1, "550 5.7.133 not authenticated");
    test(&office, &inbox).await;
    let refused = state(&office, &inbox).await;
    assert_eq!(refused.state, ForwardingState::Refused);
    assert_eq!(refused.said.unwrap(), "550 5.7.133 not authenticated");
    let failed = office.events("EMAIL FAIL").await.remove(0);
    assert_eq!(failed.reason, Some(Reason::RefusedRecipient));
}
