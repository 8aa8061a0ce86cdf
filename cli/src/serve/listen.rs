//! The address to listen on and the signal to stop.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::failure::{Failure, in_words};

/// Takes the port, or says in one sentence why not.
pub(super) async fn bind(host: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(SocketAddr::new(host, port)).await.map_err(|error| {
        Failure::Environment(match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "Port {port} sudah dipakai program lain. Pilih port lain dengan --port, atau --port 0 untuk port yang kosong."
            ),
            io::ErrorKind::PermissionDenied => format!("Port {port} tidak boleh dipakai: izin ditolak. Pilih port di atas 1023."),
            io::ErrorKind::AddrNotAvailable => format!("Alamat {host} bukan milik komputer ini. Pilih alamat lain dengan --host."),
            _ => format!("Alamat {host} port {port} tidak bisa dipakai: {}.", in_words(&error)),
        })
    })
}

/// Becomes true at Ctrl+C or SIGTERM. A second signal ends the program at once.
pub(super) fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let mut signals = Signals::new()?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signals.next().await;
        stop.send_replace(true);
        signals.next().await;
        std::process::exit(0);
    });
    Ok(stopped)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Signals> {
        Ok(Signals)
    }

    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
