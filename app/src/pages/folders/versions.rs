//! The versions of a file.

use domain::wire::Version;
use leptos::prelude::*;

use super::item::Item;
use crate::api::{use_api, version_path};
use crate::i18n::use_i18n;
use crate::parts::{Table, Time, loaded, size_text};
use crate::say;

/// Each one can be had.
#[component]
pub fn Versions(item: Item) -> impl IntoView {
    let Item::File(file) = item else {
        return ().into_any();
    };
    let api = use_api();
    let (id, name) = (file.id, file.name);
    let versions = Resource::new(|| (), move |()| async move { api.versions(id).await });
    loaded(versions, move |versions| {
        let i18n = use_i18n();
        let row = |version: Version| {
            let by = version
                .by_name
                .unwrap_or_else(|| say!(i18n, common.system).to_owned());
            view! {
                <tr>
                    <td class="number">
                        <a href=version_path(id, version.number) rel="external" download=name.clone()>{version.number}</a>
                    </td>
                    <td class="size">{size_text(i18n, version.size)}</td>
                    <td><Time at=version.at.to_string()/></td>
                    <td>{by}</td>
                </tr>
            }
        };
        let rows = versions.into_iter().map(row).collect_view();
        let head = [
            say!(i18n, folders.version),
            say!(i18n, common.size),
            say!(i18n, common.when),
            say!(i18n, common.by),
        ];
        view! {
            <Table caption=say!(i18n, folders.versions) head=head.map(str::to_owned).to_vec()>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    })
}
