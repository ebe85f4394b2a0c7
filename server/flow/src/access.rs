//! Who may do what: the only place where permissions are made.
//!
//! A permission is a value that names its viewer and its object; what changes or shows the object asks for it.

mod level;
mod viewer;

use domain::{
    file::File,
    id::{AlertId, FileId, FolderId, InboxId, TicketId},
    refusal::{Noun, Refusal},
    right::Level,
    ticket::Ticket,
};

pub(crate) use level::{known_path, scope, sees};
use level::{there_with, with_level};
pub use viewer::Viewer;

use crate::{Flow, FlowError};

macro_rules! permissions {
    ($($(#[$doc:meta])+ $name:ident { $field:ident: $type:ty };)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            viewer: Viewer,
            $field: $type,
        }

        impl $name {
            /// Whose permission it is.
            pub const fn viewer(&self) -> &Viewer {
                &self.viewer
            }

            /// What it is for.
            pub const fn $field(&self) -> &$type {
                &self.$field
            }
        }
    )+};
}

permissions! {
    /// May list a folder that is there, and download from it.
    MayRead { folder: FolderId };
    /// May deposit into a folder that is there, and change its files.
    MayWrite { folder: FolderId };
    /// May give rights on a folder and change it; it may be in the trash.
    MayManage { folder: FolderId };
    /// May put a folder in the trash and take it out again.
    MayDiscard { folder: FolderId };
    /// May make folders in this one, or at the top (`None`), and move folders there.
    MayPlace { parent: Option<FolderId> };
    /// May see a file and download it.
    MayReadFile { file: File };
    /// May rename, move, delete and restore a file.
    MayWriteFile { file: File };
    /// May change or remove an alert.
    MayAlert { alert: AlertId };
    /// May see a ticket with its messages.
    MayReadTicket { ticket: Ticket };
    /// May answer a ticket and change it.
    MayAnswer { ticket: Ticket };
    /// May change an inbox and give rights on it.
    MayManageInbox { inbox: InboxId };
}

/// Administers the installation.
#[derive(Clone, Debug)]
pub struct MayAdmin {
    viewer: Viewer,
}

impl MayAdmin {
    /// Whose permission it is.
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }
}

impl Flow {
    /// For admins.
    pub fn may_admin(&self, viewer: &Viewer) -> Result<MayAdmin, FlowError> {
        if viewer.is_admin() {
            Ok(MayAdmin {
                viewer: viewer.clone(),
            })
        } else {
            Err(Refusal::Forbidden.into())
        }
    }

    /// For those with READ.
    pub fn may_read(&self, viewer: &Viewer, folder: FolderId) -> Result<MayRead, FlowError> {
        there_with(&self.directory(), &viewer.person, folder, Level::Read)?;
        Ok(MayRead {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with WRITE.
    pub fn may_write(&self, viewer: &Viewer, folder: FolderId) -> Result<MayWrite, FlowError> {
        there_with(&self.directory(), &viewer.person, folder, Level::Write)?;
        Ok(MayWrite {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with MANAGE; also of a folder in the trash.
    pub fn may_manage(&self, viewer: &Viewer, folder: FolderId) -> Result<MayManage, FlowError> {
        with_level(&self.directory(), &viewer.person, folder, Level::Manage)?;
        Ok(MayManage {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with MANAGE, and for those with WRITE both on it and on the folder above; in the trash or not.
    pub fn may_discard(&self, viewer: &Viewer, folder: FolderId) -> Result<MayDiscard, FlowError> {
        let directory = self.directory();
        let writes = |id| directory.level(&viewer.person, id) >= Some(Level::Write);
        let parent = directory.folder(folder).and_then(|folder| folder.parent);
        let level = if parent.is_some_and(writes) {
            Level::Write
        } else {
            Level::Manage
        };
        with_level(&directory, &viewer.person, folder, level)?;
        Ok(MayDiscard {
            viewer: viewer.clone(),
            folder,
        })
    }

    /// For those with WRITE on `parent`; at the top for admins.
    pub fn may_place(
        &self,
        viewer: &Viewer,
        parent: Option<FolderId>,
    ) -> Result<MayPlace, FlowError> {
        match parent {
            Some(parent) => there_with(&self.directory(), &viewer.person, parent, Level::Write)?,
            None => drop(self.may_admin(viewer)?),
        }
        Ok(MayPlace {
            viewer: viewer.clone(),
            parent,
        })
    }

    /// For those with READ on its folder; in the trash for those who may restore it.
    pub async fn may_read_file(
        &self,
        viewer: &Viewer,
        file: FileId,
    ) -> Result<MayReadFile, FlowError> {
        let file = self.file_with(viewer, file, Level::Read).await?;
        Ok(MayReadFile {
            viewer: viewer.clone(),
            file,
        })
    }

    /// For those with WRITE on its folder; in the trash or not.
    pub async fn may_write_file(
        &self,
        viewer: &Viewer,
        file: FileId,
    ) -> Result<MayWriteFile, FlowError> {
        let file = self.file_with(viewer, file, Level::Write).await?;
        Ok(MayWriteFile {
            viewer: viewer.clone(),
            file,
        })
    }

    /// For the person itself, if the alert is its own, and for those with MANAGE on the folder.
    pub fn may_alert(&self, viewer: &Viewer, id: AlertId) -> Result<MayAlert, FlowError> {
        let directory = self.directory();
        let may = directory.alert(id).is_some_and(|alert| {
            alert.principal == viewer.principal()
                || directory.level(&viewer.person, alert.folder) == Some(Level::Manage)
                || viewer.is_admin()
        });
        if may {
            Ok(MayAlert {
                viewer: viewer.clone(),
                alert: id,
            })
        } else {
            Err(FlowError::missing(Noun::Alert))
        }
    }

    /// For those with READ on its inbox.
    pub async fn may_read_ticket(
        &self,
        viewer: &Viewer,
        ticket: TicketId,
    ) -> Result<MayReadTicket, FlowError> {
        let ticket = self.ticket_with(viewer, ticket, Level::Read).await?;
        Ok(MayReadTicket {
            viewer: viewer.clone(),
            ticket,
        })
    }

    /// For those with WRITE on its inbox.
    pub async fn may_answer(
        &self,
        viewer: &Viewer,
        ticket: TicketId,
    ) -> Result<MayAnswer, FlowError> {
        let ticket = self.ticket_with(viewer, ticket, Level::Write).await?;
        Ok(MayAnswer {
            viewer: viewer.clone(),
            ticket,
        })
    }

    /// For those with MANAGE.
    pub fn may_manage_inbox(
        &self,
        viewer: &Viewer,
        inbox: InboxId,
    ) -> Result<MayManageInbox, FlowError> {
        self.inbox_with(viewer, inbox, Level::Manage)?;
        Ok(MayManageInbox {
            viewer: viewer.clone(),
            inbox,
        })
    }

    /// Whether the viewer may open tickets in an inbox.
    pub(crate) fn may_write_inbox(&self, viewer: &Viewer, inbox: InboxId) -> Result<(), FlowError> {
        self.inbox_with(viewer, inbox, Level::Write)
    }

    fn inbox_with(&self, viewer: &Viewer, inbox: InboxId, wanted: Level) -> Result<(), FlowError> {
        match self.directory().inbox_level(&viewer.person, inbox) {
            None => Err(FlowError::missing(Noun::Inbox)),
            Some(level) if level < wanted => Err(Refusal::Forbidden.into()),
            Some(_) => Ok(()),
        }
    }

    /// A ticket of an inbox that is gone is the admins'.
    async fn ticket_with(
        &self,
        viewer: &Viewer,
        id: TicketId,
        wanted: Level,
    ) -> Result<Ticket, FlowError> {
        let ticket = self.world.store.ticket(id).await?;
        let ticket = ticket.ok_or(FlowError::missing(Noun::Ticket))?;
        let level = self.directory().inbox_level(&viewer.person, ticket.inbox);
        match level {
            _ if viewer.is_admin() => Ok(ticket),
            None => Err(FlowError::missing(Noun::Ticket)),
            Some(level) if level < wanted => Err(Refusal::Forbidden.into()),
            Some(_) => Ok(ticket),
        }
    }

    /// Once more, for what took long: rights may have been taken meanwhile.
    pub(crate) fn still_may_write(&self, may: &MayWrite) -> Result<(), FlowError> {
        let directory = self.directory();
        let person = directory
            .person(may.viewer.person.id)
            .ok_or(Refusal::Forbidden)?;
        there_with(&directory, person, may.folder, Level::Write)
    }

    async fn file_with(
        &self,
        viewer: &Viewer,
        id: FileId,
        wanted: Level,
    ) -> Result<File, FlowError> {
        let file = self
            .world
            .store
            .file(id)
            .await?
            .ok_or(Refusal::Missing(Noun::File))?;
        let directory = self.directory();
        let trashed = file.trashed.is_some() || !directory.is_there(file.folder);
        match directory.level(&viewer.person, file.folder) {
            None => Err(FlowError::missing(Noun::File)),
            Some(level) if trashed && level < Level::Write => Err(FlowError::missing(Noun::File)),
            Some(level) if level < wanted => Err(Refusal::Forbidden.into()),
            Some(_) => Ok(file),
        }
    }
}
