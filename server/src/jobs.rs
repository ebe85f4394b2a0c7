//! Every task of the server: started here, told to stop, awaited.

use std::{future::Future, sync::Arc, time::Duration};

use flow::{Flow, FlowError};
use mail::SmtpRelay;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

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
}

impl Jobs {
    /// Starts them all. They end soon after `stop`.
    pub(crate) fn start(flow: &Arc<Flow>, relay: &Arc<SmtpRelay>, stop: CancellationToken) -> Self {
        let mut jobs = Self {
            running: JoinSet::new(),
            stop,
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
        jobs.spawn("dispatch", |stop| async move {
            dispatch.run_dispatch(stop).await
        });
        let archive = flow();
        jobs.spawn("archive", |stop| async move {
            archive.run_archive(stop).await;
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

    fn spawn<F>(&mut self, name: &'static str, job: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = Result<(), FlowError>> + Send + 'static,
    {
        let run = job(self.stop.clone());
        self.running.spawn(async move { (name, run.await) });
    }

    /// Returns when the first job ends that was not told to; never before.
    pub(crate) async fn first_failure(&mut self) -> JobError {
        loop {
            match self.running.join_next().await {
                Some(Ok((name, Err(source)))) => return JobError::Failed { name, source },
                Some(Err(broke)) => return broke.into(),
                Some(Ok((name, Ok(())))) if !self.stop.is_cancelled() => {
                    return JobError::Ended(name);
                }
                Some(Ok(_)) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Waits for all of them to end; says what failed on the way. What takes too long is cut off: a mail under way
    /// then keeps its lease, and the next start finds it.
    pub(crate) async fn finish(mut self) -> Result<(), JobError> {
        self.stop.cancel();
        if let Ok(ended) = timeout(PATIENCE, ended(&mut self.running)).await {
            return ended;
        }
        tracing::warn!("a job took too long to end and was cut off");
        self.running.shutdown().await;
        Ok(())
    }
}

/// How long jobs may take to end; with what the listener may take it stays below ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);

type Running = JoinSet<(&'static str, Result<(), FlowError>)>;

async fn ended(running: &mut Running) -> Result<(), JobError> {
    let mut first = Ok(());
    while let Some(ended) = running.join_next().await {
        let outcome = match ended {
            Ok((name, Err(source))) => Err(JobError::Failed { name, source }),
            Ok(_) => Ok(()),
            Err(broke) => Err(broke.into()),
        };
        first = first.and(outcome);
    }
    first
}
