//! One file on its way up. `fetch` cannot tell how far it is; `XMLHttpRequest` can.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use crate::api::Problem;

type Handler = Closure<dyn FnMut(ProgressEvent)>;

/// An upload under way; dropping the handle does not stop it, [`Upload::abort`] does.
#[derive(Clone)]
pub struct Upload(XmlHttpRequest);

impl Upload {
    /// Stops it; what arrived so far is discarded by the server.
    pub fn abort(&self) {
        // Aborting what has ended is no error.
        drop(self.0.abort());
    }
}

/// Puts `file` at `path`; `progress` hears bytes sent, `done` hears the outcome once.
pub fn upload(
    path: &str,
    file: &File,
    progress: impl Fn(f64) + 'static,
    done: impl FnOnce(Result<(), Problem>) + 'static,
) -> Result<Upload, Problem> {
    let request = XmlHttpRequest::new().map_err(|_| Problem::unreachable())?;
    request
        .open_with_async("PUT", path, true)
        .map_err(|_| Problem::unreachable())?;
    let sent = Handler::new(move |event: ProgressEvent| progress(event.loaded()));
    let target = request.upload().map_err(|_| Problem::unreachable())?;
    target.set_onprogress(Some(sent.as_ref().unchecked_ref()));
    listen(&request, sent, done);
    request
        .send_with_opt_blob(Some(file))
        .map_err(|_| Problem::unreachable())?;
    Ok(Upload(request))
}

/// Keeps the closures alive until the request has ended, whichever way.
fn listen(
    request: &XmlHttpRequest,
    sent: Handler,
    done: impl FnOnce(Result<(), Problem>) + 'static,
) {
    let kept = Rc::new(RefCell::new(Vec::<Handler>::new()));
    let mut done = Some(done);
    let (ended, held) = (request.clone(), Rc::clone(&kept));
    let end = Handler::new(move |_: ProgressEvent| {
        if let Some(done) = done.take() {
            done(outcome(&ended));
        }
        // Dropping a closure while it runs would pull the floor away, so it goes a tick later.
        let held = Rc::clone(&held);
        wasm_bindgen_futures::spawn_local(async move { held.borrow_mut().clear() });
    });
    request.set_onloadend(Some(end.as_ref().unchecked_ref()));
    kept.borrow_mut().extend([sent, end]);
}

fn outcome(request: &XmlHttpRequest) -> Result<(), Problem> {
    match request.status().unwrap_or(0) {
        0 => Err(Problem::interrupted()),
        status if status < 400 => Ok(()),
        status => {
            let body = request.response_text().ok().flatten().unwrap_or_default();
            Err(Problem::read(status, &body))
        }
    }
}
