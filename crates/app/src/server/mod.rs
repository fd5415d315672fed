//! The running server: what `serve` and `demo` have in common.
//!
//! [`installation`] is what lies on disk, [`keys`] who may come in, [`parts`] what works together,
//! [`alerts`] whom it tells that something is wrong, [`connections`] how clients are listened to, and [`running`] the life of it all.

mod alerts;
mod connections;
mod installation;
mod keys;
mod parts;
mod running;
mod secret_key;
mod tls;

pub(crate) use self::installation::{
    LOG as LOG_DIRECTORY, STATE as STATE_FILE, keep_files_private,
};
pub(crate) use self::keys::Generated;
pub(crate) use self::running::RunningServer;
