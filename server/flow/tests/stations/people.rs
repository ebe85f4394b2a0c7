use domain::{event::Via, person::Role, time::Span, wire};
use flow::{FlowError, page::Page};

use crate::house::{House, PASSWORD, refused};

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_someone_switched_off_are_told_the_same() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let off = wire::UserChange {
        active: Some(false),
        ..wire::UserChange::default()
    };
    house
        .flow
        .change_person(&may, ana.person().id, &off)
        .await
        .unwrap();
    for (email, password) in [
        ("claire@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("ana@example.org", PASSWORD),
        ("x", "y"),
    ] {
        let refused = house.flow.sign_in(email, password, None, Via::Web).await;
        assert!(
            matches!(refused, Err(FlowError::WrongCredentials)),
            "{email}"
        );
    }
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_age_and_by_signing_out() {
    let house = House::new().await;
    let signed = house
        .flow
        .sign_in("claire@example.org", PASSWORD, None, Via::Web)
        .await
        .unwrap();
    for _ in 0..4 {
        house.clock.pass(Span::from_days(6));
        assert!(
            house
                .flow
                .viewer_by_cookie(&signed.secret, None)
                .await
                .is_some()
        );
    }
    house.clock.pass(Span::from_days(7));
    assert!(
        house
            .flow
            .viewer_by_cookie(&signed.secret, None)
            .await
            .is_none(),
        "31 days old"
    );

    let signed = house
        .flow
        .sign_in("claire@example.org", PASSWORD, None, Via::Web)
        .await
        .unwrap();
    house.flow.sign_out(&signed.viewer).await.unwrap();
    assert!(
        house
            .flow
            .viewer_by_cookie(&signed.secret, None)
            .await
            .is_none()
    );
    house.flow.sweep_sessions().await.unwrap();
    assert_eq!(house.flow.directory().sessions().count(), 0);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions_only() {
    let house = House::new().await;
    let here = house
        .flow
        .sign_in("claire@example.org", PASSWORD, None, Via::Web)
        .await
        .unwrap();
    let there = house
        .flow
        .sign_in("claire@example.org", PASSWORD, None, Via::Web)
        .await
        .unwrap();
    let mut form = wire::MeChange {
        password: Some("another long one".to_owned().into()),
        current_password: Some("wrong".to_owned().into()),
        ..wire::MeChange::default()
    };
    assert_eq!(
        refused(house.flow.change_me(&here.viewer, &form).await),
        "bad_field"
    );
    form.current_password = Some(PASSWORD.to_owned().into());
    house.flow.change_me(&here.viewer, &form).await.unwrap();
    assert!(
        house
            .flow
            .viewer_by_cookie(&here.secret, None)
            .await
            .is_some()
    );
    assert!(
        house
            .flow
            .viewer_by_cookie(&there.secret, None)
            .await
            .is_none()
    );
    assert!(
        house
            .flow
            .sign_in("claire@example.org", "another long one", None, Via::Web)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_token_works_until_it_is_revoked_or_over() {
    let house = House::new().await;
    let end = house.flow.now() + Span::from_days(1);
    let form = wire::NewToken {
        name: "scan".to_owned(),
        expires_at: Some(end),
    };
    let made = house.flow.add_token(&house.admin, &form).await.unwrap();
    assert!(house.flow.viewer_by_token(&made.token.0, None).is_some());
    house.clock.pass(Span::from_days(1));
    assert!(house.flow.viewer_by_token(&made.token.0, None).is_none());
    house
        .flow
        .remove_token(&house.admin, made.made.id)
        .await
        .unwrap();
    assert_eq!(
        house
            .flow
            .tokens(&house.admin, &Page::first(10))
            .items
            .len(),
        0
    );
}

#[tokio::test]
async fn set_up_happens_once_and_the_console_gives_back_a_lost_admin() {
    let house = House::new().await;
    let ana = house.member("ana@example.org").await;
    let form = wire::Setup {
        token: String::new(),
        email: "eve@example.org".to_owned(),
        name: String::new(),
        password: PASSWORD.to_owned().into(),
        language: None,
        time_zone: None,
    };
    assert_eq!(
        refused(house.flow.first_admin(&form, None).await),
        "setup_over"
    );
    let made = house
        .flow
        .console_admin("ana@example.org", "", "given at the console")
        .await
        .unwrap();
    assert_eq!((made.id, made.role), (ana.person().id, Role::Admin));
    assert!(
        house
            .flow
            .sign_in("ana@example.org", "given at the console", None, Via::Web)
            .await
            .unwrap()
            .viewer
            .is_admin()
    );
}

#[tokio::test]
async fn a_person_is_added_whole_and_changed_whole() {
    let house = House::new().await;
    let may = house.flow.may_admin(&house.admin).unwrap();
    let form: wire::NewUser = serde_json::from_value(serde_json::json!({
        "email": "ana@example.org", "role": "guest", "time_zone": "Europe/Paris", "addresses": ["a2@example.org"],
    }))
    .unwrap();
    let ana = house.flow.add_person(&may, &form).await.unwrap();
    assert_eq!(
        (ana.time_zone.as_deref(), ana.has_password),
        (Some("Europe/Paris"), false)
    );
    let form: wire::UserChange = serde_json::from_value(serde_json::json!({
        "role": "member", "password": PASSWORD, "time_zone": null,
    }))
    .unwrap();
    house.flow.change_person(&may, ana.id, &form).await.unwrap();
    let ana = house.flow.person(&may, ana.id).unwrap();
    assert_eq!(
        (ana.role, ana.has_password, ana.time_zone),
        (Role::Member, true, None)
    );
}
