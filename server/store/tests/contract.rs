//! The contract of a store: named sentences, stamped into every backend.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "contract/desk.rs"]
mod desk;
#[path = "contract/files.rs"]
mod files;
#[path = "contract/journal.rs"]
mod journal;
#[path = "contract/notices.rs"]
mod notices;
#[path = "contract/outbox.rs"]
mod outbox;
#[path = "contract/registry.rs"]
mod registry;
#[path = "contract/world.rs"]
mod world;

macro_rules! contract {
    ($($noun:ident: $($sentence:ident)+;)+) => {
        mod in_memory {
            $(mod $noun { $(
                #[tokio::test]
                async fn $sentence() {
                    crate::$noun::$sentence(crate::world::World::in_memory()).await;
                }
            )+ })+
        }
        mod on_disk {
            $(mod $noun { $(
                #[tokio::test]
                async fn $sentence() {
                    crate::$noun::$sentence(crate::world::World::on_disk()).await;
                }
            )+ })+
        }
    };
}

contract! {
    registry:
        what_is_decided_is_seen_at_once_and_its_event_is_in_the_journal
        a_refusal_leaves_nothing_and_wastes_no_number
        every_noun_of_the_directory_is_kept_and_goes_again
        decisions_made_at_once_see_each_other;
    files:
        a_deposit_is_a_file_a_version_a_content_and_an_event
        the_same_name_in_another_case_is_a_new_version
        an_empty_file_is_welcome
        a_deposit_into_a_folder_that_is_gone_or_in_the_trash_is_refused
        a_row_content_must_come_with_its_deposit
        a_file_is_renamed_and_moved_with_its_event
        a_name_that_is_taken_is_refused_and_nothing_changes
        moving_to_the_same_place_is_no_event
        a_file_in_the_trash_frees_its_name_and_comes_back
        putting_in_the_trash_again_is_no_change
        restoring_meets_a_taken_name_and_a_trashed_folder
        a_folder_is_listed_by_name_page_by_page
        the_trash_is_listed_newest_first
        versions_are_listed_newest_first
        what_is_long_in_the_trash_is_purged_with_its_contents
        a_purged_folder_goes_with_all_that_is_in_it_in_steps
        objects_are_known_while_a_version_names_them;
    notices:
        lines_wait_for_quiet_but_not_for_ever
        a_cursor_that_moved_is_a_conflict_and_adds_nothing
        an_event_is_told_once_in_a_notice
        an_alert_that_is_gone_gets_nothing
        a_full_notice_is_followed_by_another
        due_notices_come_oldest_first_within_a_number_of_lines
        settling_turns_notices_into_mails_and_events
        a_notice_that_got_another_line_is_not_settled
        a_notice_is_made_due
        a_changed_delay_moves_the_notices_that_wait
        a_notice_is_read_with_its_lines
        a_mail_for_many_alerts_is_remembered;
    outbox:
        a_mail_is_leased_once_until_the_lease_ends
        a_stale_attempt_can_neither_send_nor_settle
        a_sent_mail_goes_and_its_event_tells_of_what_was_sent
        a_mail_found_sending_is_in_doubt_and_keeps_its_message_id
        a_skipped_mail_says_why
        a_retry_waits_and_remembers
        a_released_mail_is_not_counted
        a_refused_address_is_suspended_after_three_and_healthy_after_one_success
        a_failure_of_the_relay_is_not_held_against_the_address
        a_waiting_mail_is_made_due_or_cancelled_but_not_one_being_sent
        mails_are_listed_by_recipient_page_by_page
        a_backlog_is_a_number_and_its_oldest;
    journal:
        appended_events_are_numbered_in_order_without_gaps
        a_search_is_paged_both_ways_without_skip_or_repeat
        a_search_shows_only_what_its_scope_may_see
        any_trace_gives_the_whole_chain
        a_chain_has_at_most_a_thousand_events
        a_chain_goes_on_through_mails_that_share_a_file
        a_chain_passes_only_through_what_its_viewer_may_see
        a_histogram_counts_each_match_once_and_nothing_hidden
        facets_count_what_is_seen_by_type_action_and_actor
        the_newest_number_is_told_once_it_is_committed
        new_file_events_come_oldest_first_with_the_last_number_looked_at
        a_mail_that_never_waited_is_in_the_journal;
    desk:
        a_message_is_unread_until_it_is_taken_and_taken_once
        a_message_for_a_ticket_that_is_gone_is_refused_and_stays_unread
        tickets_are_found_by_what_their_messages_say_each_once
        tickets_are_narrowed_and_come_last_change_first;
}
