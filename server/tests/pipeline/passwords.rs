//! Who has no password gets a link by mail, once, and the journal says what became of each.

use domain::{event::Via, person::Role, refusal::Refusal, time::Span, wire};
use flow::FlowError;

use crate::installation::{Installation, URL};

const PASSWORD: &str = "a long sentence";

fn new_user(email: &str) -> wire::NewUser {
    wire::NewUser {
        email: email.to_owned(),
        name: "Ana".to_owned(),
        role: Role::Member,
        password: None,
        language: None,
        time_zone: None,
        addresses: Vec::new(),
    }
}

async fn add(office: &Installation, form: &wire::NewUser) -> wire::User {
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_admin(&viewer).unwrap();
    office.flow.add_person(&may, form).await.unwrap()
}

/// The token of the link in the last mail.
fn token(office: &Installation) -> String {
    let mail = office.mails().pop().unwrap();
    let start = format!("{URL}/password/");
    let link = mail.text.split_whitespace().find(|w| w.starts_with(&start));
    link.unwrap()[start.len()..].to_owned()
}

fn is_over(error: &FlowError) -> bool {
    matches!(error, FlowError::Refused(Refusal::LinkOver))
}

#[tokio::test]
async fn a_new_person_chooses_a_password_by_the_link_of_its_mail_once() {
    let office = Installation::start().await;
    add(&office, &new_user("ana@example.org")).await;
    office.work().await;
    let mail = office.mails().pop().unwrap();
    assert_eq!(mail.to(), "ana@example.org");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("List-Id"), "", "credentials are no list");
    assert_eq!(office.told().await, ["EMAIL SEND"]);

    let token = token(&office);
    let link = office.flow.password_link(&token).unwrap();
    assert_eq!(link.email.as_str(), "ana@example.org");
    let set = office
        .flow
        .set_password_by_link(&token, PASSWORD, None)
        .await;
    assert_eq!(set.unwrap().as_str(), "ana@example.org");
    let signed = office
        .flow
        .sign_in("ana@example.org", PASSWORD, None, Via::Web)
        .await;
    assert_eq!(signed.unwrap().viewer.person().email, link.email);

    let again = office
        .flow
        .set_password_by_link(&token, "another sentence", None)
        .await;
    assert!(is_over(&again.unwrap_err()));
}

#[tokio::test]
async fn a_person_with_a_password_gets_no_mail() {
    let office = Installation::start().await;
    let with = wire::NewUser {
        password: Some(PASSWORD.to_owned().into()),
        ..new_user("ana@example.org")
    };
    add(&office, &with).await;
    office.work().await;
    assert_eq!(office.mails().len(), 0);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_within_two_hours() {
    let office = Installation::start().await;
    let with = wire::NewUser {
        password: Some(PASSWORD.to_owned().into()),
        ..new_user("ana@example.org")
    };
    add(&office, &with).await;
    let ask = || office.flow.ask_for_password("Ana@Example.org", None);
    ask().await.unwrap();
    office.work().await;
    let late = token(&office);
    office.forward(Span::from_minutes(121));
    assert!(is_over(&office.flow.password_link(&late).unwrap_err()));
    ask().await.unwrap();
    office.work().await;
    let set = office
        .flow
        .set_password_by_link(&token(&office), "another sentence", None)
        .await;
    assert_eq!(set.unwrap().as_str(), "ana@example.org");
}

#[tokio::test]
async fn an_address_without_account_gets_no_mail_and_the_journal_says_why() {
    let office = Installation::start().await;
    office
        .flow
        .ask_for_password("nobody@example.org", None)
        .await
        .unwrap();
    office.work().await;
    assert_eq!(office.mails().len(), 0);
    assert_eq!(office.told().await, ["EMAIL SKIP no_address"]);
    let found = office.search("nobody@example.org").await;
    assert_eq!(found.len(), 1, "searchable by the address");
}
