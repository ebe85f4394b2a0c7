//! Receipts: whoever deposited a file is told that it arrived, and who took it.

use domain::{
    alert::AlertOn, change::NewAlert, folder::Folder, id::FileId, person::Person, right::Principal,
};
use futures::TryStreamExt as _;

use crate::installation::{Installation, alert_on, oneself};

const DOWNLOADS: AlertOn = AlertOn {
    add: false,
    modify: false,
    download: true,
};

async fn receipts(office: &Installation, folder: &Folder, on: AlertOn) {
    let new = NewAlert {
        on,
        ..alert_on(folder, Principal::Depositor)
    };
    office.subscribe(new).await;
}

/// `person` reads a whole file.
async fn download(office: &Installation, person: &Person, file: FileId) {
    let viewer = office.viewer(person).await;
    let may = office.flow.may_read_file(&viewer, file).await.unwrap();
    let content = office.flow.content(&may, None).await.unwrap();
    let bytes = office.flow.read(&content, None).await.unwrap();
    bytes.try_collect::<Vec<_>>().await.unwrap();
}

#[tokio::test]
async fn whoever_deposited_a_file_is_told_once_who_downloaded_it() {
    let office = Installation::start().await;
    let folder = office.folder("Accounts").await;
    let (anna, boris, carl) = (
        office.person("anna").await,
        office.person("boris").await,
        office.person("carl").await,
    );
    receipts(&office, &folder, DOWNLOADS).await;
    let file = office.deposit(&anna, &folder, "balance.pdf").await;
    for _ in 0..2 {
        download(&office, &boris, file).await;
    }
    download(&office, &carl, file).await;
    office.pass_the_delay().await;
    let mail = office.only_mail();
    assert_eq!(mail.to(), "anna@example.org");
    assert_eq!(mail.subject, "2 downloads in Accounts");
    assert_eq!(mail.files(), ["balance.pdf", "balance.pdf"]);
    assert!(
        mail.text.contains("boris") && mail.text.contains("carl"),
        "{}",
        mail.text
    );
    assert_eq!(mail.header("List-Id"), "");
    assert_eq!(mail.header("List-Unsubscribe"), "");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    let sent = office.events("EMAIL SEND").await.remove(0);
    let facts = sent.mail.unwrap();
    assert_eq!(facts.template.as_deref(), Some("download_receipt"));
    let chain = office.chain(sent.trace).await;
    let kinds: Vec<String> = chain.iter().map(crate::installation::line).collect();
    assert_eq!(
        kinds,
        [
            "FILE DOWNLOAD",
            "FILE DOWNLOAD",
            "FILE DOWNLOAD",
            "ALERT SEND",
            "EMAIL SEND"
        ]
    );
}

#[tokio::test]
async fn ones_own_download_is_no_news() {
    let office = Installation::start().await;
    let folder = office.folder("Accounts").await;
    let anna = office.person("anna").await;
    receipts(&office, &folder, DOWNLOADS).await;
    let file = office.deposit(&anna, &folder, "balance.pdf").await;
    download(&office, &anna, file).await;
    office.pass_the_delay().await;
    assert_eq!(office.told().await, ["ALERT SKIP own_action"]);
}

#[tokio::test]
async fn a_deposit_is_confirmed_to_its_depositor_and_told_to_the_others_apart() {
    let office = Installation::start().await;
    let folder = office.folder("Accounts").await;
    let (anna, boris) = (office.person("anna").await, office.person("boris").await);
    receipts(&office, &folder, AlertOn::DEPOSITS).await;
    office.alert(&folder, oneself(&boris)).await;
    office.alert(&folder, oneself(&anna)).await;
    office.deposit(&anna, &folder, "balance.pdf").await;
    office.pass_the_delay().await;
    let mut mails = office.mails();
    mails.sort_by_key(|mail| mail.to().to_owned());
    let told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.to(), mail.subject.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("anna@example.org", "balance.pdf was received in Accounts"),
            ("boris@example.org", "1 file added in Accounts"),
        ]
    );
}

#[tokio::test]
async fn a_receipt_goes_to_whoever_deposited_the_version_that_is_there() {
    let office = Installation::start().await;
    let folder = office.folder("Accounts").await;
    let (anna, boris, carl) = (
        office.person("anna").await,
        office.person("boris").await,
        office.person("carl").await,
    );
    receipts(&office, &folder, DOWNLOADS).await;
    office.deposit(&anna, &folder, "balance.pdf").await;
    let file = office.deposit(&boris, &folder, "balance.pdf").await;
    download(&office, &carl, file).await;
    office.pass_the_delay().await;
    assert_eq!(office.only_mail().to(), "boris@example.org");
}

#[tokio::test]
async fn nobody_can_be_given_a_right_as_depositor() {
    let office = Installation::start().await;
    let folder = office.folder("Accounts").await;
    let viewer = office.viewer(&office.admin).await;
    let may = office.flow.may_manage(&viewer, folder.id).unwrap();
    let right = domain::wire::Right {
        principal: Principal::Depositor,
        level: domain::right::Level::Read,
    };
    assert!(office.flow.set_rights(&may, vec![right]).await.is_err());
}
