use domain::{
    alert::Alert,
    change::change_settings,
    event::{Action, ObjectType, Reason},
    id::{AlertId, EventId, FolderId, NoticeId, UserId},
    mac::MAX_LISTED,
    notice::MAX_LINES,
    outbox::{AlertContent, MailContent, MailState},
    refusal::{Noun, Refusal},
    time::Span,
};
use flow::port::{NewMail, Noted, Outcome, RegistryExt as _};

use crate::world::{World, at, conflict, draft, keys, line, refused, settlement, stamp};

const MINUTE: u64 = 60;

async fn alert(world: &World, folder: &str) -> Alert {
    let person = world.person(&format!("{folder}@example.org")).await;
    let folder = world.folder(None, folder).await;
    world.alert(folder.id, person.id).await
}

pub(crate) async fn lines_wait_for_quiet_but_not_for_ever(world: World) {
    let alert = alert(&world, "f").await;
    assert_eq!(world.store.next_notice().await.unwrap(), None);
    world.note(alert.id, vec![line(100, 0)]).await;
    assert_eq!(
        world.store.next_notice().await.unwrap(),
        Some(at(5 * MINUTE))
    );
    world.note(alert.id, vec![line(101, 4 * MINUTE)]).await;
    assert_eq!(
        world.store.next_notice().await.unwrap(),
        Some(at(9 * MINUTE))
    );
    world.note(alert.id, vec![line(102, 39 * MINUTE)]).await;
    let notices = world.store.notices(None, 10).await.unwrap();
    assert_eq!(notices.len(), 1);
    let notice = &notices[0];
    assert_eq!(
        (notice.due, notice.lines, notice.trace),
        (at(40 * MINUTE), 3, EventId(100))
    );
    assert_eq!((notice.alert, notice.folder), (alert.id, alert.folder));
    assert_eq!((notice.first_at, notice.last_at), (at(0), at(39 * MINUTE)));
    assert!(
        world
            .store
            .due_notices(at(40 * MINUTE) - Span::from_ms(1), 100)
            .await
            .unwrap()
            .is_empty()
    );
    let due = world.store.due_notices(at(40 * MINUTE), 100).await.unwrap();
    assert_eq!(
        due[0]
            .lines
            .iter()
            .map(|line| line.event.0)
            .collect::<Vec<_>>(),
        [100, 101, 102]
    );
}

pub(crate) async fn a_cursor_that_moved_is_a_conflict_and_adds_nothing(world: World) {
    let alert = alert(&world, "f").await;
    assert_eq!(world.store.alert_cursor().await.unwrap(), EventId(0));
    world
        .store
        .note(EventId(0), EventId(7), Vec::new())
        .await
        .unwrap();
    assert_eq!(world.store.alert_cursor().await.unwrap(), EventId(7));
    let noted = vec![Noted {
        alert: alert.id,
        line: line(100, 0),
    }];
    conflict(world.store.note(EventId(0), EventId(8), noted).await);
    assert_eq!(world.store.alert_cursor().await.unwrap(), EventId(7));
    assert_eq!(world.store.notices(None, 10).await.unwrap().len(), 0);
}

pub(crate) async fn an_event_is_told_once_in_a_notice(world: World) {
    let alert = alert(&world, "f").await;
    world.note(alert.id, vec![line(100, 0), line(100, 0)]).await;
    world.note(alert.id, vec![line(100, 0)]).await;
    assert_eq!(world.store.notices(None, 10).await.unwrap()[0].lines, 1);
}

pub(crate) async fn an_alert_that_is_gone_gets_nothing(world: World) {
    world.note(AlertId(99), vec![line(100, 0)]).await;
    assert_eq!(world.store.alert_cursor().await.unwrap(), EventId(1));
    assert_eq!(world.store.notices(None, 10).await.unwrap().len(), 0);
}

pub(crate) async fn a_full_notice_is_followed_by_another(world: World) {
    let alert = alert(&world, "f").await;
    let full = u64::from(MAX_LINES);
    world
        .note(
            alert.id,
            (1..=full + 2).map(|event| line(event, 0)).collect(),
        )
        .await;
    world.note(alert.id, vec![line(full + 3, MINUTE)]).await;
    let notices = world.store.notices(None, 10).await.unwrap();
    let seen: Vec<_> = notices
        .iter()
        .map(|notice| (notice.lines, notice.trace.0))
        .collect();
    assert_eq!(seen, [(MAX_LINES, 1), (3, full + 1)]);
}

pub(crate) async fn due_notices_come_oldest_first_within_a_number_of_lines(world: World) {
    for (folder, second) in [("c", 30), ("a", 10), ("b", 20)] {
        let alert = alert(&world, folder).await;
        world
            .note(
                alert.id,
                vec![line(second, second), line(second + 1, second)],
            )
            .await;
    }
    let now = at(60 * MINUTE);
    let traces = |due: Vec<flow::port::DueNotice>| {
        due.iter().map(|due| due.notice.trace.0).collect::<Vec<_>>()
    };
    assert_eq!(
        traces(world.store.due_notices(now, 100).await.unwrap()),
        [10, 20, 30]
    );
    assert_eq!(
        traces(world.store.due_notices(now, 3).await.unwrap()),
        [10, 20]
    );
    assert_eq!(traces(world.store.due_notices(now, 1).await.unwrap()), [10]);
}

/// A mail that tells nothing, for these alerts.
fn mail(folder: FolderId, alerts: Vec<(AlertId, NoticeId)>) -> NewMail {
    NewMail {
        person: UserId(1),
        to: "f@example.org".parse().unwrap(),
        content: MailContent::Alert(AlertContent {
            template: domain::template::TemplateName::Alert,
            folder,
            alerts,
            lines: Vec::new(),
            more: 0,
            second: false,
        }),
        trace: EventId(1),
        causes: vec![EventId(1)],
        first_at: at(0),
        not_before: at(0),
    }
}

pub(crate) async fn settling_turns_notices_into_mails_and_events(world: World) {
    let alert = alert(&world, "f").await;
    world.note(alert.id, vec![line(100, 0), line(101, 1)]).await;
    let due = world
        .store
        .due_notices(at(60 * MINUTE), 100)
        .await
        .unwrap()
        .remove(0);
    let mail = NewMail {
        trace: due.notice.trace,
        causes: vec![EventId(100), EventId(101)],
        ..mail(alert.folder, vec![(alert.id, due.notice.id)])
    };
    let sent = draft(ObjectType::Alert, Action::Send, "SEND: Alert f")
        .tells(EventId(100), mail.causes.clone());
    let settled = settlement(vec![due.notice.clone()], vec![mail], vec![sent], 3_600);
    world.store.settle(settled.clone()).await.unwrap();

    let mails = world.store.mails(None, None, 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(
        mail.message_id,
        keys().message_id("alert", mail.id, "files.example.org")
    );
    assert_eq!(
        (mail.state, mail.attempt, mail.due),
        (MailState::Waiting, 0, at(3_600))
    );
    assert_eq!(
        (mail.trace, mail.causes.len(), mail.created_at),
        (EventId(100), 2, at(3_600))
    );
    let event = world.last().await;
    assert_eq!(
        (event.object_type, event.trace),
        (ObjectType::Alert, EventId(100))
    );
    assert_eq!(world.store.notices(None, 10).await.unwrap().len(), 0);
    assert_eq!(world.store.next_notice().await.unwrap(), None);
    conflict(world.store.settle(settled).await);

    world.note(alert.id, vec![line(102, 3_700)]).await;
    let next = world
        .store
        .due_notices(at(9_999), 100)
        .await
        .unwrap()
        .remove(0);
    assert!(next.notice.id > due.notice.id);
    assert_eq!(next.lines.len(), 1);
}

pub(crate) async fn a_notice_that_got_another_line_is_not_settled(world: World) {
    let alert = alert(&world, "f").await;
    world.note(alert.id, vec![line(100, 0)]).await;
    let due = world
        .store
        .due_notices(at(60 * MINUTE), 100)
        .await
        .unwrap()
        .remove(0);
    world.note(alert.id, vec![line(101, 1)]).await;
    let before = world.count().await;
    let event = draft(ObjectType::Alert, Action::Send, "SEND: Alert f");
    conflict(
        world
            .store
            .settle(settlement(vec![due.notice], Vec::new(), vec![event], 9))
            .await,
    );
    assert_eq!(world.count().await, before);
    assert_eq!(world.store.notices(None, 10).await.unwrap()[0].lines, 2);
}

pub(crate) async fn a_notice_is_made_due(world: World) {
    let alert = alert(&world, "f").await;
    world.note(alert.id, vec![line(100, 100)]).await;
    let id = world.store.notices(None, 1).await.unwrap()[0].id;
    let hastened = world.store.hasten_notice(id, at(101)).await.unwrap();
    assert_eq!(hastened.due, at(101));
    assert_eq!(world.store.next_notice().await.unwrap(), Some(at(101)));
    assert_eq!(
        world.store.hasten_notice(id, at(200)).await.unwrap().due,
        at(101)
    );
    assert_eq!(world.store.due_notices(at(101), 9).await.unwrap().len(), 1);
    let gone = world.store.hasten_notice(NoticeId(99), at(1)).await;
    assert_eq!(refused(gone), Refusal::Missing(Noun::Mail));
}

/// Saves these delays.
async fn delays(world: &World, time_email: Span, time_email_max: Span) {
    world
        .store
        .change("changing the delays", move |directory, plan| {
            let mut settings = (**directory.settings()).clone();
            (settings.email.time_email, settings.email.time_email_max) =
                (time_email, time_email_max);
            change_settings(directory, plan, &settings, &stamp(1))
        })
        .await
        .unwrap();
}

pub(crate) async fn a_changed_delay_moves_the_notices_that_wait(world: World) {
    let (one, other) = (alert(&world, "f").await, alert(&world, "g").await);
    world.note(one.id, vec![line(100, 0)]).await;
    world.note(other.id, vec![line(101, MINUTE)]).await;
    let by_hand = world.store.notices(None, 9).await.unwrap()[1].id;
    world.store.hasten_notice(by_hand, at(70)).await.unwrap();
    let due = |notices: Vec<domain::notice::Notice>| {
        notices
            .iter()
            .map(|notice| (notice.alert, notice.due))
            .collect::<Vec<_>>()
    };
    delays(&world, Span::from_secs(90), Span::from_minutes(10)).await;
    assert_eq!(
        due(world.store.notices(None, 9).await.unwrap()),
        [(one.id, at(90)), (other.id, at(70))],
        "what was made due by hand stays so"
    );
    assert_eq!(world.store.next_notice().await.unwrap(), Some(at(70)));
    world.note(one.id, vec![line(102, 80)]).await;
    assert_eq!(
        due(world.store.notices(None, 9).await.unwrap())[0],
        (one.id, at(170))
    );
    delays(&world, Span::from_minutes(9), Span::from_minutes(9)).await;
    assert_eq!(
        due(world.store.notices(None, 9).await.unwrap())[0],
        (one.id, at(9 * MINUTE))
    );
}

pub(crate) async fn a_notice_is_read_with_its_lines(world: World) {
    let alert = alert(&world, "f").await;
    world.note(alert.id, vec![line(100, 0), line(101, 1)]).await;
    let waiting = world.store.notices(None, 9).await.unwrap().remove(0);
    let read = world.store.notice(waiting.id).await.unwrap().unwrap();
    assert_eq!(read.notice, waiting);
    assert_eq!(read.lines, [line(100, 0), line(101, 1)]);
    assert!(world.store.notice(NoticeId(99)).await.unwrap().is_none());
}

pub(crate) async fn a_mail_for_many_alerts_is_remembered(world: World) {
    let told_by = |alerts: u64| {
        let all = (1..=alerts).map(|alert| (AlertId(alert), NoticeId(1)));
        mail(FolderId(1), all.collect())
    };
    let few = u64::try_from(MAX_LISTED).unwrap();
    let mails = vec![told_by(few), told_by(few + 1)];
    world
        .store
        .settle(settlement(Vec::new(), mails, Vec::new(), 10))
        .await
        .unwrap();
    let leased = world.lease(20).await;
    let sent = Outcome::Skipped(Reason::Cancelled);
    for mail in &leased {
        world.settle(mail, sent.clone(), 21).await.unwrap();
    }
    let of = |id| world.store.alerts_of_mail(id);
    assert_eq!(of(leased[0].id).await.unwrap(), None);
    let many: Vec<AlertId> = (1..=few + 1).map(AlertId).collect();
    assert_eq!(of(leased[1].id).await.unwrap(), Some(many));
}
