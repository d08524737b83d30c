//! What is shown at the moment, and the event streams of the pages that show it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::site::output::Output;

/// Most pages that may listen at once.
const MAX_CLIENTS: usize = 64;
/// Messages that a page may be behind before it is dropped; it then connects anew.
const MAX_BEHIND: usize = 16;

/// The portal as it is shown, shared between the server and the loop that builds.
#[derive(Debug, Default)]
pub(super) struct Stage(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    shown: Shown,
    failure: Vec<String>,
    clients: Vec<Sender<Bytes>>,
}

/// A portal and its version.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// All files.
    pub output: Arc<Output>,
    /// Equal for equal portals, also after a restart of the server.
    pub version: String,
}

impl Stage {
    /// The portal to answer from.
    pub fn shown(&self) -> Shown {
        self.lock().shown.clone()
    }

    /// Shows another portal; false if it is the same. Pages that listen reload.
    pub fn show(&self, output: Arc<Output>) -> bool {
        let version = output.digest().short(16);
        let mut state = self.lock();
        if state.shown.version == version {
            return false;
        }
        state.shown = Shown { output, version };
        let news = state.reload();
        state.send(&news);
        true
    }

    /// Shows why the build failed over the pages; nothing for no text.
    pub fn fail(&self, failure: &[String]) {
        let mut state = self.lock();
        if state.failure != failure {
            state.failure = failure.to_vec();
            let news = state.findings();
            state.send(&news);
        }
    }

    /// A stream of events that starts with what is shown; `None` if there are too many.
    pub fn listen(&self) -> Option<Events> {
        let mut state = self.lock();
        state.clients.retain(|client| !client.is_closed());
        if state.clients.len() >= MAX_CLIENTS {
            return None;
        }
        let (sender, receiver) = channel(MAX_BEHIND);
        let hello = [Bytes::from_static(b"retry: 500\n\n"), state.reload(), state.findings()];
        hello.into_iter().try_for_each(|message| sender.try_send(message)).ok()?;
        state.clients.push(sender);
        Some(Events(receiver))
    }

    /// Finds out which pages are gone.
    pub fn beat(&self) {
        self.lock().send(&Bytes::from_static(b":\n\n"));
    }

    /// A panic in another thread leaves whole values behind, so the lock stays good.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reload(&self) -> Bytes {
        Bytes::from(format!("event: reload\ndata: {}\n\n", self.shown.version))
    }

    fn findings(&self) -> Bytes {
        Bytes::from(format!("event: findings\ndata: {}\n\n", serde_json::Value::from(self.failure.clone())))
    }

    fn send(&mut self, message: &Bytes) {
        self.clients.retain(|client| client.try_send(message.clone()).is_ok());
    }
}

/// The body of an event stream.
#[derive(Debug)]
pub(super) struct Events(Receiver<Bytes>);

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|message| message.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_counted_and_given_back() {
        let stage = Stage::default();
        let mut streams: Vec<Events> = (0..MAX_CLIENTS).map(|_| stage.listen().expect("one of 64")).collect();
        assert!(stage.listen().is_none());
        streams.pop();
        assert!(stage.listen().is_some());
    }

    #[test]
    fn a_page_that_does_not_read_is_dropped() {
        let stage = Stage::default();
        let _stalled = stage.listen();
        (0..MAX_BEHIND).for_each(|_| stage.beat());
        assert_eq!(stage.lock().clients.len(), 0);
    }
}
