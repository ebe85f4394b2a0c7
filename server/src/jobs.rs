//! Every task of the server: started here, told to stop, awaited.

use std::{future::Future, sync::Arc, time::Duration};

use flow::{Flow, FlowError};
use mail::SmtpRelay;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::mail_in::MailIn;

/// A job came to its end before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It failed.
    #[error("the {name} job failed")]
    Failed {
        /// Which.
        name: &'static str,
        /// The cause.
        source: FlowError,
    },
    /// It ended without being asked.
    #[error("the {0} job ended by itself")]
    Ended(&'static str),
    /// It panicked.
    #[error("a job broke")]
    Broke(#[from] tokio::task::JoinError),
}

/// The jobs under way.
pub(crate) struct Jobs {
    running: Running,
    stop: CancellationToken,
    /// No mail is begun any more, neither going out nor coming in.
    no_more_mail: CancellationToken,
}

impl Jobs {
    /// Starts them all. They end with [`Jobs::finish`]; only the dispatcher does so from `stop` on, while requests
    /// are still drained: what it has begun needs the time.
    pub(crate) fn start(
        flow: &Arc<Flow>,
        relay: &Arc<SmtpRelay>,
        stop: &CancellationToken,
    ) -> Self {
        let mut jobs = Self {
            running: JoinSet::new(),
            stop: CancellationToken::new(),
            no_more_mail: stop.child_token(),
        };
        let flow = || Arc::clone(flow);
        let (alerts, notices, dispatch) = (flow(), flow(), flow());
        jobs.spawn(
            "alerts",
            |stop| async move { alerts.run_alerts(stop).await },
        );
        jobs.spawn(
            "notices",
            |stop| async move { notices.run_notices(stop).await },
        );
        jobs.spawn_until(jobs.no_more_mail.clone(), "dispatch", |stop| async move {
            dispatch.run_dispatch(stop).await
        });
        let (desk, senders) = (flow(), flow());
        jobs.spawn("desk", |stop| async move { desk.run_desk(stop).await });
        jobs.spawn(
            "senders",
            |stop| async move { senders.run_senders(stop).await },
        );
        let archive = flow();
        jobs.spawn("archive", |stop| async move {
            archive.run_archive(stop).await;
            Ok(())
        });
        let watch = flow();
        jobs.spawn("watch", |stop| async move {
            watch.run_watch(stop).await;
            Ok(())
        });
        let (sweeper, purge, relay) = (flow(), flow(), Arc::clone(relay));
        jobs.spawn("sessions", |stop| async move {
            sweeper.run_sweeper(stop).await;
            Ok(())
        });
        jobs.spawn("trash", |stop| async move {
            purge.run_purge(stop).await;
            Ok(())
        });
        jobs.spawn("relay", |stop| async move {
            relay.tend(&stop).await;
            Ok(())
        });
        jobs
    }

    /// Mail comes in from now on. As with what goes out, the end begins while requests are still drained.
    pub(crate) fn take_mail(&mut self, mail_in: MailIn) {
        self.spawn_until(self.no_more_mail.clone(), "mail in", |stop| async move {
            mail_in.run(stop).await;
            Ok(())
        });
    }

    fn spawn<F>(&mut self, name: &'static str, job: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = Result<(), FlowError>> + Send + 'static,
    {
        self.spawn_until(self.stop.clone(), name, job);
    }

    fn spawn_until<F>(
        &mut self,
        stop: CancellationToken,
        name: &'static str,
        job: impl FnOnce(CancellationToken) -> F,
    ) where
        F: Future<Output = Result<(), FlowError>> + Send + 'static,
    {
        let run = job(stop.clone());
        self.running.spawn(async move {
            match run.await {
                Ok(()) if !stop.is_cancelled() => Err(JobError::Ended(name)),
                Ok(()) => Ok(()),
                Err(source) => Err(JobError::Failed { name, source }),
            }
        });
    }

    /// Returns when the first job ends that was not told to; never before.
    pub(crate) async fn first_failure(&mut self) -> JobError {
        loop {
            match self.running.join_next().await {
                Some(Ok(Err(failure))) => return failure,
                Some(Err(broke)) => return broke.into(),
                Some(Ok(Ok(()))) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Waits until `patience` is over for all of them to end; says what failed on the way. What takes longer is cut
    /// off: a mail under way then keeps its lease, or its SENDING mark, and the next start finds it.
    pub(crate) async fn finish(mut self, patience: Duration) -> Result<(), JobError> {
        self.stop.cancel();
        self.no_more_mail.cancel();
        if let Ok(ended) = timeout(patience, ended(&mut self.running)).await {
            return ended;
        }
        tracing::warn!("a job took too long to end and was cut off");
        self.running.shutdown().await;
        Ok(())
    }
}

type Running = JoinSet<Result<(), JobError>>;

async fn ended(running: &mut Running) -> Result<(), JobError> {
    let mut first = Ok(());
    while let Some(ended) = running.join_next().await {
        first = first.and(ended.unwrap_or_else(|broke| Err(broke.into())));
    }
    first
}
