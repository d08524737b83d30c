//! Signals and panics.
//!
//! The first signal ends the program with exit code 130: at once, or as soon as nobody [`hold`]s it, but within two
//! seconds. A second signal ends it at once.

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::{Exit, report};

/// How long a signal waits for work that cleans up after itself.
const PATIENCE: Duration = Duration::from_secs(2);

static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static HELD: Mutex<()> = Mutex::new(());

/// Sets the signal handler and the panic hook. A second call changes nothing.
pub fn install() {
    // The only error is a handler that is there already, or a system without signals.
    let _ = ctrlc::try_set_handler(stop);
    std::panic::set_hook(Box::new(panicked));
}

/// Becomes true once a signal asked to stop.
pub fn flag() -> &'static Arc<AtomicBool> {
    &REQUESTED
}

/// Lets a signal wait until the guard is dropped, so that work such as a swap of folders is not cut in two.
pub fn hold() -> MutexGuard<'static, ()> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stop() {
    if REQUESTED.swap(true, Ordering::Relaxed) {
        exit();
    }
    thread::spawn(|| {
        let _nobody_works = hold();
        exit();
    });
    thread::spawn(|| {
        thread::sleep(PATIENCE);
        exit();
    });
}

fn exit() -> ! {
    std::process::exit(Exit::Interrupted as i32)
}

/// Says where in platdocs it happened; the message of a panic may hold author text and stays unsaid.
fn panicked(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    report::internal_error(&place);
}
