//! A relay before Intercom that cuts answers off in the middle, as a failing proxy does.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The relay. Its threads end with the test.
#[derive(Debug)]
pub(crate) struct Relay {
    address: SocketAddr,
    cuts: Arc<AtomicUsize>,
}

impl Relay {
    /// A relay to this address, `http://…`, that cuts nothing yet.
    pub(crate) fn start(to: &str) -> Self {
        let to: SocketAddr = to.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let cuts = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let left = Arc::clone(&left);
                std::thread::spawn(move || pass_on(client, to, &left));
            }
        });
        Self { address, cuts }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts off so many answers, each in its middle. The requests take effect all the same.
    pub(crate) fn cut(&self, answers: usize) {
        self.cuts.store(answers, Ordering::SeqCst);
    }

    /// How many answers are still to be cut off.
    pub(crate) fn cuts_left(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

/// Passes on what comes, either way, until one side ends or an answer is to be cut off.
fn pass_on(client: TcpStream, to: SocketAddr, cuts: &AtomicUsize) -> io::Result<()> {
    let server = TcpStream::connect(to)?;
    let (mut requests, mut onwards) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || {
        // Either side may be gone, which ends it as well.
        let _ = io::copy(&mut requests, &mut onwards);
        let _ = onwards.shutdown(Shutdown::Write);
    });
    let answered = pass_on_answers(&server, &client, cuts);
    client.shutdown(Shutdown::Both)?;
    answered
}

fn pass_on_answers(
    mut server: &TcpStream,
    mut client: &TcpStream,
    cuts: &AtomicUsize,
) -> io::Result<()> {
    let mut bytes = [0; 16 * 1024];
    loop {
        let read = server.read(&mut bytes)?;
        let (answer, _) = bytes.split_at(read);
        if answer.is_empty() {
            return Ok(());
        }
        let less = |left: usize| left.checked_sub(1);
        if cuts
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
            .is_ok()
        {
            return client.write_all(answer.split_at(read / 2).0);
        }
        client.write_all(answer)?;
    }
}
