//! `/api/v1`, a file a noun. A handler is: who, parse, one call into `flow`, answer.

mod alerts;
mod answer;
mod delivery;
mod doctor;
mod events;
mod files;
mod folders;
mod groups;
mod inboxes;
mod me;
mod outbox;
mod password;
mod received;
mod redirects;
mod rights;
mod rules;
mod searches;
mod session;
mod settings;
mod setup;
mod tickets;
mod tickets_stream;
mod tokens;
mod trash;
mod upload;
mod users;
mod why;

use axum::middleware::from_fn;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

pub(super) use answer::Problems;

use super::{hear_out::hear_out, site::App};

/// All routes below `/api/v1`, with their description.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(
            session::sign_in,
            session::who_am_i,
            session::sign_out
        ))
        .routes(routes!(setup::setup_state, setup::set_up))
        .routes(routes!(password::ask))
        .routes(routes!(password::link, password::set))
        .routes(routes!(password::send_credentials))
        .routes(routes!(me::me, me::change_me))
        .routes(routes!(me::my_alerts))
        .routes(routes!(me::resume_address))
        .routes(routes!(searches::searches, searches::save_search))
        .routes(routes!(searches::forget_search))
        .routes(routes!(users::users, users::add_user))
        .routes(routes!(users::user, users::change_user, users::remove_user))
        .routes(routes!(users::alerts_of_user))
        .routes(routes!(users::principals))
        .routes(routes!(groups::groups, groups::add_group))
        .routes(routes!(
            groups::group,
            groups::change_group,
            groups::remove_group
        ))
        .routes(routes!(tokens::tokens, tokens::add_token))
        .routes(routes!(tokens::remove_token))
        .merge(tree())
        .merge(journal())
        .merge(desk())
}

fn tree() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(folders::folders, folders::add_folder))
        .routes(routes!(
            folders::folder,
            folders::change_folder,
            folders::trash_folder
        ))
        .routes(routes!(folders::restore_folder))
        .routes(routes!(rights::rights, rights::set_rights))
        .routes(routes!(alerts::all_alerts))
        .routes(routes!(alerts::alerts, alerts::subscribe))
        .routes(routes!(alerts::dry_run))
        .routes(routes!(alerts::change_alert, alerts::remove_alert))
        .routes(routes!(files::files))
        .routes(routes!(upload::deposit).layer(from_fn(hear_out)))
        .routes(routes!(files::file, files::change_file, files::trash_file))
        .routes(routes!(files::content))
        .routes(routes!(files::versions))
        .routes(routes!(files::version_content))
        .routes(routes!(files::restore_file))
        .routes(routes!(trash::trash))
}

fn desk() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(inboxes::inboxes, inboxes::add_inbox))
        .routes(routes!(
            inboxes::inbox,
            inboxes::change_inbox,
            inboxes::remove_inbox
        ))
        .routes(routes!(inboxes::forwarding_guides))
        .routes(routes!(inboxes::forwarding, inboxes::test_forwarding))
        .routes(routes!(inboxes::inbox_smtp, inboxes::set_inbox_smtp))
        .routes(routes!(inboxes::test_inbox_smtp))
        .routes(routes!(inboxes::inbox_rights, inboxes::set_inbox_rights))
        .routes(routes!(rules::rules, rules::set_rules))
        .routes(routes!(rules::try_rules))
        .routes(routes!(rules::canned_answers, rules::set_canned_answers))
        .routes(routes!(rules::answers_for))
        .routes(routes!(tickets::tickets, tickets::open_ticket))
        .routes(routes!(tickets_stream::stream_tickets))
        .routes(routes!(tickets::ticket, tickets::change_ticket))
        .routes(routes!(tickets::messages, tickets::say))
        .routes(routes!(tickets::html))
        .routes(routes!(tickets::attachment))
        .routes(routes!(tickets::image))
        .routes(routes!(received::received_list))
        .routes(routes!(received::received))
        .routes(routes!(received::received_raw))
        .routes(routes!(received::rerun))
        .routes(routes!(redirects::groups, redirects::add_group))
        .routes(routes!(
            redirects::group,
            redirects::change_group,
            redirects::remove_group
        ))
        .routes(routes!(redirects::forwards, redirects::add_forward))
        .routes(routes!(
            redirects::forward,
            redirects::change_forward,
            redirects::remove_forward
        ))
}

fn journal() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(events::events))
        .routes(routes!(events::count_events))
        .routes(routes!(events::event_histogram))
        .routes(routes!(events::event_facets))
        .routes(routes!(events::event_delays))
        .routes(routes!(events::export_events))
        .routes(routes!(events::stream_events))
        .routes(routes!(events::event))
        .routes(routes!(why::why))
        .routes(routes!(outbox::outbox))
        .routes(routes!(outbox::outbox_state))
        .routes(routes!(delivery::delivery))
        .routes(routes!(delivery::addresses))
        .routes(routes!(delivery::check_address))
        .routes(routes!(outbox::cancel))
        .routes(routes!(outbox::send_now))
        .routes(routes!(settings::email, settings::set_email))
        .routes(routes!(settings::smtp, settings::set_smtp))
        .routes(routes!(settings::keeping, settings::set_keeping))
        .routes(routes!(settings::journal, settings::set_journal))
        .routes(routes!(settings::templates))
        .routes(routes!(
            settings::template,
            settings::set_template,
            settings::reset_template
        ))
        .routes(routes!(settings::template_page, settings::preview_template))
        .routes(routes!(settings::test_smtp))
        .routes(routes!(settings::probe_smtp))
        .routes(routes!(doctor::mail))
}
