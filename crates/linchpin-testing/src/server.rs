//! A PostgreSQL server for one test: made in a folder of its own, stopped and deleted at the end, whatever the end is.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::left_out;

/// Lets a server without fsync in; the store's `PostgresJournal::open` says more.
const WITHOUT_FSYNC: &str = "?unsafe_without_fsync_for_tests=yes";

/// Whether a server waits for its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// It does, as it must for anything that is to survive.
    Waited,
    /// It does not: for tests of what a journal answers, and for the control run of power cuts.
    NotWaited,
}

/// A running server. It is stopped and its folder deleted when this is dropped, and stopped when this process ends.
pub struct Server {
    /// Kept only to be deleted at the end.
    folder: Option<tempfile::TempDir>,
    data: PathBuf,
    port: u16,
    disk: Disk,
    /// `None` while it is stopped.
    child: Option<Child>,
}

/// A server for a test, or `None`, told, if PostgreSQL is not installed here.
pub fn server_for(test: &str, disk: Disk) -> Option<Server> {
    server_is_here(test).then(|| Server::new(disk))
}

/// Whether PostgreSQL is installed here; if not, that is told.
pub fn server_is_here(test: &str) -> bool {
    let is_here = binaries().is_some();
    if !is_here {
        left_out(&format!("PostgreSQL: {test}, because no server is installed (Debian: postgresql)"));
    }
    is_here
}

/// The folder of the newest server's programs.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| version(path))?;
    let folder = newest.join("bin");
    folder.join("initdb").exists().then_some(folder)
}

/// A program of the server, run as a user that is not root, and ended with this process.
fn program(name: &str) -> Command {
    let path = binaries().expect("the server's programs").join(name);
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=QUIT");
    if rustix::process::geteuid().is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.arg(path).current_dir("/").env_clear();
    command.env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
    command
}

/// Gives a folder to the user that the server runs as.
pub fn give_to_server(folder: &Path) {
    if rustix::process::geteuid().is_root() {
        let given = Command::new("chown").arg("postgres").arg(folder).status();
        assert!(given.expect("chown").success());
    }
}

impl Server {
    fn new(disk: Disk) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        give_to_server(folder.path());
        let data = folder.path().join("data");
        let mut server = Server::in_folder(&data, disk);
        server.folder = Some(folder);
        server
    }

    /// Makes a server whose data is in a folder that does not exist yet, and starts it.
    pub fn in_folder(data: &Path, disk: Disk) -> Server {
        let mut initdb = program("initdb");
        initdb
            .args(["-U", "linchpin", "--auth=trust", "--encoding=UTF8", "--no-sync", "--wal-segsize=1", "-D"])
            .arg(data);
        let made = initdb.output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        Server::of_folder(data, disk).expect("it starts")
    }

    /// Starts a server on data that is there already. If it does not start, the error is its log.
    pub fn of_folder(data: &Path, disk: Disk) -> Result<Server, String> {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let mut server = Server { folder: None, data: data.to_owned(), port, disk, child: None };
        server.try_start()?;
        Ok(server)
    }

    /// Starts it again, and returns when it takes connections.
    pub fn start(&mut self) {
        self.try_start().expect("it starts");
    }

    fn try_start(&mut self) -> Result<(), String> {
        let on = if self.disk == Disk::Waited { "on" } else { "off" };
        let mut postgres = program("postgres");
        postgres.arg("-D").arg(&self.data);
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            "unix_socket_directories=".to_owned(),
            "max_connections=60".to_owned(),
            "shared_buffers=32MB".to_owned(),
            "lc_messages=C".to_owned(),
            // The server is to know next to nothing of its tables, as it does while a new hub fills.
            "autovacuum=off".to_owned(),
            format!("fsync={on}"),
            format!("synchronous_commit={on}"),
            format!("full_page_writes={on}"),
        ];
        settings.iter().for_each(|setting| {
            postgres.args(["-c", setting]);
        });
        postgres.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = postgres.spawn().expect("the server starts");
        let ready = wait_until_ready(child.stderr.take().expect("its log"));
        self.child = Some(child);
        ready
    }

    /// Ends it at once, as a crash does: it is asked to give everything up and recover at its next start.
    pub fn crash(&mut self) {
        if let Some(mut child) = self.child.take() {
            let pid = rustix::process::Pid::from_child(&child);
            // The server may have ended by itself.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
            // A test may have failed while it was stopped.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::CONT);
            child.wait().expect("it ends");
        }
    }

    /// The processes of the server, the first one first.
    pub fn processes(&self) -> Vec<rustix::process::Pid> {
        let first = rustix::process::Pid::from_child(self.child.as_ref().expect("it runs"));
        let path = format!("/proc/{0}/task/{0}/children", first.as_raw_nonzero());
        let children = std::fs::read_to_string(path).expect("its children");
        let children =
            children.split_whitespace().filter_map(|pid| rustix::process::Pid::from_raw(pid.parse().ok()?));
        std::iter::once(first).chain(children).collect()
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        self.url_at(self.port)
    }

    /// As [`Server::url`], by way of another port.
    pub fn url_at(&self, port: u16) -> String {
        let switch = if self.disk == Disk::NotWaited { WITHOUT_FSYNC } else { "" };
        format!("postgres://linchpin@127.0.0.1:{port}/postgres{switch}")
    }

    /// Whether it waits for its disk.
    pub fn disk(&self) -> Disk {
        self.disk
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as another program would, and answers what it printed.
    pub fn run(&self, sql: &str) -> String {
        let ran = self.psql(sql).output().expect("psql runs");
        assert!(ran.status.success(), "{sql}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    }

    /// Starts another program that runs statements.
    pub fn start_running(&self, sql: &str) -> Child {
        let mut psql = self.psql("");
        // One statement after the other, so that what each prints is there at once.
        sql.split("; ").for_each(|sql| drop(psql.args(["-c", sql]).get_args()));
        psql.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("psql runs")
    }

    fn psql(&self, sql: &str) -> Command {
        let mut psql = program("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
        psql.args(["-U", "linchpin", "-h", "127.0.0.1", "-d", "postgres", "-p", &self.port.to_string()]);
        psql.args(["-c", sql]);
        psql
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Reads the log until the server is ready, and then on, so that it never has to wait for us.
fn wait_until_ready(log: ChildStderr) -> Result<(), String> {
    let mut lines = BufReader::new(log).split(b'\n').map_while(Result::ok);
    let mut heard = String::new();
    let ready = lines.by_ref().any(|line| {
        let line = String::from_utf8_lossy(&line).into_owned();
        let is_ready = line.contains("ready to accept connections");
        heard = format!("{heard}\n{line}");
        is_ready
    });
    std::thread::spawn(move || lines.for_each(drop));
    if ready { Ok(()) } else { Err(heard) }
}
