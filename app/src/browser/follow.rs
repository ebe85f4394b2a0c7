//! A stream of events from the server that goes on by itself after a break (server-sent events).

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// A browser gives a stream up where the server answered with an error.
const GIVEN_UP: u16 = 2;

/// An open stream; it is closed when this is dropped.
pub struct Following {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _broken: Closure<dyn FnMut(web_sys::Event)>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// Opens the stream at `path`; `heard` gets each event's text, `ended` is called where the browser gave up.
pub fn follow(
    path: &str,
    heard: impl Fn(String) + 'static,
    ended: impl FnOnce() + 'static,
) -> Option<Following> {
    let source = EventSource::new(path).ok()?;
    let on_message = Closure::new(move |message: MessageEvent| {
        if let Some(text) = message.data().as_string() {
            heard(text);
        }
    });
    let (broken, ended) = (source.clone(), Rc::new(RefCell::new(Some(ended))));
    let on_error = Closure::new(move |_: web_sys::Event| {
        let ended = (broken.ready_state() == GIVEN_UP).then(|| ended.borrow_mut().take());
        if let Some(ended) = ended.flatten() {
            ended();
        }
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Following {
        source,
        _heard: on_message,
        _broken: on_error,
    })
}
