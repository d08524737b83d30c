//! The content of files: a `git cat-file --batch` for each repository that is being read, which answers one id after the
//! other.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::{command, finish, unstarted};
use crate::world::{BlobId, FileProblem};

/// Most programs that wait for questions; the one that was asked the longest time ago is let go.
const MAX_OPEN: usize = 8;
/// Longest time that an answer may take.
const MAX_TIME: Duration = Duration::from_secs(30);

/// The programs that are open, the one asked last at the end.
#[derive(Debug, Default)]
pub(super) struct Readers(Mutex<Vec<(PathBuf, Arc<Reader>)>>);

/// A program that is asked, by one thread at a time; none after it has failed.
#[derive(Debug)]
pub(super) struct Reader(Mutex<Option<Talk>>);

#[derive(Debug)]
struct Talk {
    child: Child,
    questions: Option<ChildStdin>,
    answers: Receiver<Option<Vec<u8>>>,
}

impl Readers {
    /// The program for the repository in a `.git` folder.
    pub fn of(&self, folder: &Path) -> Result<Arc<Reader>, FileProblem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.iter().position(|(other, _)| other == folder);
        let reader = match known {
            Some(at) => open.remove(at).1,
            None => Arc::new(Reader(Mutex::new(Some(Talk::start(folder)?)))),
        };
        if open.len() >= MAX_OPEN {
            open.remove(0);
        }
        open.push((folder.to_owned(), reader.clone()));
        Ok(reader)
    }
}

impl Reader {
    /// The content of a file.
    pub fn read(&self, id: &BlobId) -> Result<Vec<u8>, FileProblem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = open.as_mut().and_then(|talk| talk.ask(id));
        match answer {
            Some(answer) => answer.ok_or(FileProblem::Missing),
            None => {
                *open = None;
                Err(FileProblem::Other("git does not answer".to_owned()))
            }
        }
    }
}

impl Talk {
    fn start(folder: &Path) -> Result<Self, FileProblem> {
        let mut command = command(folder, &[]);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| FileProblem::Other(unstarted(&error).to_string()))?;
        let (send, answers) = channel();
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || listen(output, &send));
        }
        Ok(Self { questions: child.stdin.take(), child, answers })
    }

    /// The answer to a question, which is `None` for a file that is not there; `None` if there is no answer.
    fn ask(&mut self, id: &BlobId) -> Option<Option<Vec<u8>>> {
        let questions = self.questions.as_mut()?;
        questions.write_all(format!("{id}\n").as_bytes()).ok()?;
        questions.flush().ok()?;
        self.answers.recv_timeout(MAX_TIME).ok()
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Without questions it ends by itself, unless it is stuck.
        self.questions = None;
        finish(&mut self.child, true);
    }
}

/// Sends on what the program answers, until it ends or says something else.
fn listen(output: ChildStdout, send: &Sender<Option<Vec<u8>>>) {
    let mut output = BufReader::new(output);
    while let Some(answer) = next(&mut output) {
        if send.send(answer).is_err() {
            return;
        }
    }
}

/// `<id> blob <size>`, the content and a line feed, or `<id> missing`.
fn next(output: &mut impl BufRead) -> Option<Option<Vec<u8>>> {
    let mut header = String::new();
    output.read_line(&mut header).ok()?;
    let mut words = header.trim_end().split(' ').skip(1);
    match (words.next()?, words.next()) {
        ("missing", None) => Some(None),
        ("blob", Some(size)) => {
            let size: u64 = size.parse().ok()?;
            let mut bytes = Vec::new();
            output.take(size + 1).read_to_end(&mut bytes).ok()?;
            (bytes.len() as u64 == size + 1 && bytes.pop() == Some(b'\n')).then_some(Some(bytes))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_one_after_the_other() {
        let mut output = "1 blob 3\na\nb\n2 missing\n3 blob 0\n\n4 tree 3\nxyz\n".as_bytes();
        assert_eq!(next(&mut output), Some(Some(b"a\nb".to_vec())));
        assert_eq!(next(&mut output), Some(None));
        assert_eq!(next(&mut output), Some(Some(Vec::new())));
        assert_eq!(next(&mut output), None);
    }

    #[test]
    fn an_answer_that_is_cut_is_none() {
        assert_eq!(next(&mut "1 blob 3\nab".as_bytes()), None);
        assert_eq!(next(&mut "".as_bytes()), None);
    }
}
