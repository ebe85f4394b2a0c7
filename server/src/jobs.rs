//! Every task of the server: started here, told to stop, awaited.

use std::{future::Future, sync::Arc};

use domain::time::Span;
use flow::{Flow, FlowError};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often what is over is cleared away: sessions, the trash, contents of crashed uploads.
const TIDY_EVERY: Span = Span::from_minutes(10);

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
pub struct Jobs {
    running: JoinSet<(&'static str, Result<(), FlowError>)>,
    stop: CancellationToken,
}

impl Jobs {
    /// Starts them all. They end soon after `stop`.
    pub fn start(flow: &Arc<Flow>, stop: CancellationToken) -> Self {
        let mut jobs = Self { running: JoinSet::new(), stop };
        let (alerts, notices, dispatch, tidy) =
            (Arc::clone(flow), Arc::clone(flow), Arc::clone(flow), Arc::clone(flow));
        jobs.spawn("alerts", |stop| async move { alerts.run_alerts(stop).await });
        jobs.spawn("notices", |stop| async move { notices.run_notices(stop).await });
        jobs.spawn("dispatch", |stop| async move { dispatch.run_dispatch(stop).await });
        jobs.spawn("tidy", |stop| async move { run_tidy(&tidy, stop).await });
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
    pub async fn first_failure(&mut self) -> JobError {
        loop {
            match self.running.join_next().await {
                Some(Ok((name, Err(source)))) => return JobError::Failed { name, source },
                Some(Err(broke)) => return broke.into(),
                Some(Ok((name, Ok(())))) if !self.stop.is_cancelled() => return JobError::Ended(name),
                Some(Ok(_)) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Waits for all of them to end; says what failed on the way.
    pub async fn finish(mut self) -> Result<(), JobError> {
        self.stop.cancel();
        let mut first = Ok(());
        while let Some(ended) = self.running.join_next().await {
            let outcome = match ended {
                Ok((name, Err(source))) => Err(JobError::Failed { name, source }),
                Ok(_) => Ok(()),
                Err(broke) => Err(broke.into()),
            };
            first = first.and(outcome);
        }
        first
    }
}

/// Clears away what is over, now and every ten minutes.
async fn run_tidy(flow: &Flow, stop: CancellationToken) -> Result<(), FlowError> {
    loop {
        flow.tidy().await?;
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = flow.wait_until(flow.now() + TIDY_EVERY) => {}
        }
    }
}
