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
use crate::docs::diagram;

/// How long a signal waits for work that cleans up after itself.
const PATIENCE: Duration = Duration::from_secs(2);

static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static HELD: Mutex<()> = Mutex::new(());

/// Sets the signal handler and the panic hook. A second call changes nothing.
pub fn install() {
    // A shell script starts `platdocs serve &` with SIGINT ignored; SIGTERM has to clean up there all the same. Only
    // `nohup`, which ignores SIGHUP, is left alone: its whole purpose is that the end of the terminal does not reach us.
    if ctrlc::try_set_handler(stop).is_err() && !hangup_is_ignored() {
        let _ = ctrlc::set_handler(stop);
    }
    std::panic::set_hook(Box::new(panicked));
}

/// True if whoever started us does not want that the end of the terminal ends us. Told by Linux only.
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
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
/// What a drawing thread meets costs one diagram, which says so itself.
fn panicked(info: &PanicHookInfo<'_>) {
    if thread::current().name() == Some(diagram::THREAD) {
        return;
    }
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    report::internal_error(&place);
}
