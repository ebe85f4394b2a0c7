use domain::{
    event::{Action, ObjectType, Reason},
    id::{EventId, MailId},
    outbox::{Accepted, FailureScope, MailState, OutboxMail, SUSPEND_AFTER, SendFailure},
    refusal::{Noun, Refusal},
};
use flow::port::{Outcome, SkippedLines};

use crate::world::{World, at, conflict, refused, settle, stamp};

const ANNA: &str = "Anna@example.org";

fn accepted() -> Outcome {
    Outcome::Sent(Accepted {
        smtp_code: 250,
        smtp_enhanced: None,
        smtp_text: "queued".to_owned(),
    })
}

fn failure(scope: FailureScope, reason: Reason) -> SendFailure {
    SendFailure {
        scope,
        reason,
        transient: false,
        smtp_code: Some(550),
        smtp_enhanced: Some("5.1.1".to_owned()),
        smtp_text: "no such user".to_owned(),
    }
}

async fn one_leased(world: &World, causes: &[u64]) -> OutboxMail {
    world.mails(&[ANNA], causes).await;
    world.lease(10).await.remove(0)
}

pub(crate) async fn a_mail_is_leased_once_until_the_lease_ends(world: World) {
    world.mails(&[ANNA, "ben@example.org"], &[1]).await;
    assert_eq!(
        world.store.lease(at(9), at(60), 100).await.unwrap().len(),
        0
    );

    let first = world.store.lease(at(10), at(60), 1).await.unwrap();
    assert_eq!(
        (first.len(), first[0].attempt, first[0].state),
        (1, 1, MailState::Leased)
    );
    assert_eq!(first[0].due, at(60));
    let second = world.store.lease(at(10), at(60), 100).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_ne!(second[0].id, first[0].id);
    assert_eq!(world.store.next_mail().await.unwrap(), Some(at(60)));
    let again = world.store.lease(at(60), at(120), 100).await.unwrap();
    assert_eq!(
        again.iter().map(|mail| mail.attempt).collect::<Vec<_>>(),
        [2, 2]
    );
}

pub(crate) async fn a_stale_attempt_can_neither_send_nor_settle(world: World) {
    let stale = one_leased(&world, &[1]).await;
    let fresh = world.lease(100).await.remove(0);
    let before = world.count().await;
    conflict(world.store.mark_sending(stale.id, stale.attempt).await);
    conflict(world.settle(&stale, accepted(), 101).await);
    assert_eq!(world.count().await, before);
    world
        .store
        .mark_sending(fresh.id, fresh.attempt)
        .await
        .unwrap();
    world.settle(&fresh, accepted(), 101).await.unwrap();
    conflict(world.store.mark_sending(fresh.id, fresh.attempt).await);
    conflict(world.settle(&fresh, accepted(), 102).await);
}

pub(crate) async fn a_sent_mail_goes_and_its_event_tells_of_what_was_sent(world: World) {
    let mail = one_leased(&world, &[1, 2, 3]).await;
    world
        .store
        .mark_sending(mail.id, mail.attempt)
        .await
        .unwrap();
    let mut sent = settle(&mail, accepted(), 12);
    sent.facts.smtp_code = Some(250);
    sent.skipped = vec![SkippedLines {
        reason: Reason::FileDeleted,
        causes: vec![EventId(2)],
    }];
    world.store.settle_mail(sent.clone()).await.unwrap();

    let events = world.newest(2).await;
    let (sent_event, skip) = (&events[0], &events[1]);
    assert_eq!(
        (
            sent_event.object_type,
            sent_event.action,
            sent_event.object_id
        ),
        (ObjectType::Email, Action::Send, Some(mail.id.0))
    );
    assert_eq!(
        (sent_event.trace, sent_event.causes.as_slice()),
        (EventId(1), [EventId(1), EventId(3)].as_slice())
    );
    assert_eq!(sent_event.mail.as_deref(), Some(&sent.facts));
    assert_eq!(sent_event.at, at(12));
    let path = sent_event.path.clone().unwrap();
    assert_eq!(
        sent_event.summary,
        format!("SEND: Email notification {path} → Anna@example.org")
    );
    assert_eq!(
        (skip.action, skip.reason),
        (Action::Skip, Some(Reason::FileDeleted))
    );
    assert_eq!(skip.causes, [EventId(2)]);
    assert_eq!(world.store.mails(None, None, 10).await.unwrap().len(), 0);
    assert_eq!(
        world
            .store
            .mails(Some(vec![mail.to.key()]), None, 10)
            .await
            .unwrap()
            .len(),
        0
    );

    assert_eq!(world.store.next_mail().await.unwrap(), None);
}

pub(crate) async fn a_mail_found_sending_is_in_doubt_and_keeps_its_message_id(world: World) {
    let mail = one_leased(&world, &[1]).await;
    world
        .store
        .mark_sending(mail.id, mail.attempt)
        .await
        .unwrap();
    let before = world.count().await;
    assert_eq!(world.lease(69).await.len(), 0);
    let again = world.lease(70).await.remove(0);
    assert_eq!(
        (again.message_id.as_str(), again.attempt),
        (mail.message_id.as_str(), 2)
    );
    assert_eq!(world.count().await, before + 1);
    let event = world.last().await;
    assert_eq!(
        (event.action, event.reason),
        (Action::Retry, Some(Reason::InDoubt))
    );
    assert_eq!(event.mail.unwrap().message_id, Some(mail.message_id));
    assert_eq!(
        (event.trace, event.causes.as_slice()),
        (EventId(1), [EventId(1)].as_slice())
    );
}

pub(crate) async fn a_skipped_mail_says_why(world: World) {
    let mail = one_leased(&world, &[1, 2]).await;
    let mut skipped = settle(&mail, Outcome::Skipped(Reason::FileDeleted), 12);
    skipped.skipped = vec![
        SkippedLines {
            reason: Reason::FileDeleted,
            causes: vec![EventId(1)],
        },
        SkippedLines {
            reason: Reason::NoReadRight,
            causes: vec![EventId(2)],
        },
    ];
    world.store.settle_mail(skipped).await.unwrap();
    let events = world.newest(2).await;
    let reasons: Vec<_> = events
        .iter()
        .rev()
        .map(|event| (event.action, event.reason.unwrap()))
        .collect();
    assert_eq!(
        reasons,
        [
            (Action::Skip, Reason::FileDeleted),
            (Action::Skip, Reason::NoReadRight)
        ]
    );

    let mail = one_leased(&world, &[1, 2]).await;
    let before = world.count().await;
    world
        .settle(&mail, Outcome::Skipped(Reason::AddressSuspended), 13)
        .await
        .unwrap();
    let event = world.last().await;
    assert_eq!(
        (event.reason, event.causes.len()),
        (Some(Reason::AddressSuspended), 2)
    );
    assert_eq!(world.count().await, before + 1);
    assert_eq!(world.store.backlog().await.unwrap().0, 0);
}

pub(crate) async fn a_retry_waits_and_remembers(world: World) {
    let mail = one_leased(&world, &[1]).await;
    world
        .store
        .mark_sending(mail.id, mail.attempt)
        .await
        .unwrap();
    let busy = failure(FailureScope::Recipient, Reason::Unreachable);
    world
        .settle(&mail, Outcome::Retry(busy.clone(), at(500)), 12)
        .await
        .unwrap();
    let event = world.last().await;
    assert_eq!(
        (event.action, event.reason),
        (Action::Retry, Some(Reason::Unreachable))
    );
    let waiting = world.store.mails(None, None, 10).await.unwrap().remove(0);
    assert_eq!(
        (waiting.state, waiting.due, waiting.attempt),
        (MailState::Waiting, at(500), 1)
    );
    assert_eq!(waiting.last, Some(busy));
    assert_eq!(world.lease(499).await.len(), 0);
    let before = world.count().await;
    assert_eq!(world.lease(500).await[0].attempt, 2);
    assert_eq!(world.count().await, before);
}

pub(crate) async fn a_released_mail_is_not_counted(world: World) {
    let mail = one_leased(&world, &[1]).await;
    let before = world.count().await;
    world
        .settle(&mail, Outcome::Released(at(20)), 12)
        .await
        .unwrap();
    assert_eq!(world.count().await, before);
    conflict(world.store.mark_sending(mail.id, mail.attempt).await);
    conflict(world.settle(&mail, accepted(), 13).await);
    assert_eq!(world.lease(20).await[0].attempt, 1);
}

pub(crate) async fn a_refused_address_is_suspended_after_three_and_healthy_after_one_success(
    world: World,
) {
    let refused = || Outcome::Failed(failure(FailureScope::Recipient, Reason::RefusedRecipient));
    for refusal in 1..=SUSPEND_AFTER {
        let mail = one_leased(&world, &[1]).await;
        world.settle(&mail, refused(), 20).await.unwrap();
        let directory = world.store.directory();
        let health = directory.health(&mail.to).unwrap();
        assert_eq!(
            (health.refusals as usize, health.suspended_since.is_some()),
            (refusal, refusal == SUSPEND_AFTER)
        );
        assert_eq!(health.last_text, "no such user");
    }
    let events = world.newest(2).await;
    assert_eq!(
        (events[0].action, events[1].action),
        (Action::Suspend, Action::Fail)
    );

    let mail = one_leased(&world, &[1]).await;
    world.settle(&mail, refused(), 30).await.unwrap();
    assert_eq!(world.last().await.action, Action::Fail);
    let directory = world.store.directory();
    assert_eq!(
        directory.health(&mail.to).unwrap().suspended_since,
        Some(at(20))
    );

    let mail = one_leased(&world, &[1]).await;
    world.settle(&mail, accepted(), 40).await.unwrap();
    assert!(world.store.directory().health(&mail.to).is_none());
}

pub(crate) async fn a_failure_of_the_relay_is_not_held_against_the_address(world: World) {
    for (scope, reason) in [
        (FailureScope::Mail, Reason::RefusedContent),
        (FailureScope::Recipient, Reason::Expired),
    ] {
        let mail = one_leased(&world, &[1]).await;
        world
            .settle(&mail, Outcome::Failed(failure(scope, reason)), 20)
            .await
            .unwrap();
        assert_eq!(world.last().await.reason, Some(reason));
        assert!(world.store.directory().health(&mail.to).is_none());
    }
    assert_eq!(world.store.backlog().await.unwrap(), (0, None));
}

pub(crate) async fn a_waiting_mail_is_made_due_or_cancelled_but_not_one_being_sent(world: World) {
    let mail = one_leased(&world, &[1]).await;
    conflict(world.store.hasten_mail(mail.id, at(11)).await);
    conflict(world.store.cancel_mail(mail.id, stamp(11)).await);
    let busy = failure(FailureScope::Recipient, Reason::Unreachable);
    world
        .settle(&mail, Outcome::Retry(busy, at(500)), 12)
        .await
        .unwrap();
    let hastened = world.store.hasten_mail(mail.id, at(13)).await.unwrap();
    assert_eq!(
        (hastened.due, hastened.attempt, hastened.state),
        (at(13), 1, MailState::Waiting)
    );
    let sending = world.lease(13).await.remove(0);
    world
        .store
        .mark_sending(sending.id, sending.attempt)
        .await
        .unwrap();
    conflict(world.store.cancel_mail(mail.id, stamp(9_999)).await);
    world
        .settle(&sending, Outcome::Released(at(600)), 14)
        .await
        .unwrap();
    world.store.cancel_mail(mail.id, stamp(15)).await.unwrap();
    let event = world.last().await;
    assert_eq!(
        (event.action, event.reason),
        (Action::Skip, Some(Reason::Cancelled))
    );
    assert_eq!(event.mail.unwrap().to, Some(mail.to));
    assert_eq!(world.lease(9_999).await.len(), 0);
    let gone = world.store.cancel_mail(mail.id, stamp(16)).await;
    assert_eq!(refused(gone), Refusal::Missing(Noun::Mail));
    assert_eq!(
        refused(world.store.hasten_mail(MailId(99), at(1)).await),
        Refusal::Missing(Noun::Mail)
    );
}

pub(crate) async fn mails_are_listed_by_recipient_page_by_page(world: World) {
    world
        .mails(
            &[
                ANNA,
                "ben@example.org",
                ANNA,
                "anna@example.org.uk",
                "anna@home.example",
            ],
            &[1],
        )
        .await;
    let ids = |mails: Vec<OutboxMail>| mails.iter().map(|mail| mail.id.0).collect::<Vec<_>>();
    assert_eq!(
        ids(world.store.mails(None, None, 3).await.unwrap()),
        [1, 2, 3]
    );
    assert_eq!(
        ids(world.store.mails(None, Some(MailId(3)), 3).await.unwrap()),
        [4, 5]
    );
    let annas = vec![
        "anna@home.example".to_owned(),
        "anna@example.org".to_owned(),
    ];
    assert_eq!(
        ids(world
            .store
            .mails(Some(annas.clone()), None, 2)
            .await
            .unwrap()),
        [1, 3]
    );
    assert_eq!(
        ids(world
            .store
            .mails(Some(annas), Some(MailId(1)), 9)
            .await
            .unwrap()),
        [3, 5]
    );
}

pub(crate) async fn a_backlog_is_a_number_and_its_oldest(world: World) {
    assert_eq!(world.store.backlog().await.unwrap(), (0, None));
    world.mails(&[ANNA, "ben@example.org"], &[1]).await;
    assert_eq!(world.store.backlog().await.unwrap(), (2, Some(at(10))));
}
