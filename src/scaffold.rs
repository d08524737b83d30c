//! New things in folders of this machine.

pub mod init;
