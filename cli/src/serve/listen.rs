//! The address to listen on and the signal to stop.

use std::io;
use std::net::{IpAddr, SocketAddr};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::failure::{Failure, in_words};

/// Takes what the system hands over, else the port, or says in one sentence why not. A socket that systemd holds
/// stays open while one version of the program follows another: who comes in between waits.
pub(super) async fn bind(host: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    let unusable = |error: io::Error| {
        Failure::Environment(format!(
            "Soket dari sistem tidak bisa dipakai: {}.",
            in_words(&error)
        ))
    };
    if let Some(socket) = ListenFd::from_env().take_tcp_listener(0).map_err(unusable)? {
        socket.set_nonblocking(true).map_err(unusable)?;
        return TcpListener::from_std(socket).map_err(unusable);
    }
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

/// A port that closes when told to stop, while everybody who came before is still heard.
pub(super) struct Gate {
    /// Nothing once it is closed.
    open: Option<TcpListener>,
    address: SocketAddr,
    stop: watch::Receiver<bool>,
}

impl Gate {
    pub(super) fn new(open: TcpListener, stop: watch::Receiver<bool>) -> io::Result<Gate> {
        let address = open.local_addr()?;
        let open = Some(open);
        Ok(Gate { open, address, stop })
    }
}

impl Listener for Gate {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        if let Some(open) = &mut self.open {
            tokio::select! {
                biased;
                _ = self.stop.wait_for(|stop| *stop) => {}
                (stream, from) = Listener::accept(open) => {
                    drop(stream.set_nodelay(true));
                    return (stream, from);
                }
            }
        }
        self.open = None;
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Who is at the other end.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

impl Connected<IncomingStream<'_, Gate>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Gate>) -> Peer {
        Peer(*stream.remote_addr())
    }
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
