//! A disk that can be copied as it is at one moment, as a power cut leaves it: ext4 in a file.
//!
//! What a program wrote and the system has not handed to the disk yet is not in the file, so it is not in the copy.
//! What was handed to the disk is taken to be kept, in the order in which it was handed over.

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A mounted disk. It is unmounted and deleted when this is dropped.
pub(crate) struct LoopDisk {
    folder: tempfile::TempDir,
}

impl LoopDisk {
    /// A new disk of so many MiB, or `None` if this process may not mount one.
    pub(crate) fn new(megabytes: u64) -> Option<LoopDisk> {
        let disk = LoopDisk { folder: tempfile::tempdir().expect("a folder") };
        let image = fs::File::create(disk.image()).expect("a file");
        image.set_len(megabytes << 20).expect("its length");
        let made = run("mkfs.ext4", &["-q", "-F"], &[&disk.image()]);
        (made.is_ok_and(|made| made.status.success()) && disk.mount()).then_some(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// Where it is mounted.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// The folder that holds file and mount, which others have to pass through.
    pub(crate) fn outer_folder(&self) -> &Path {
        self.folder.path()
    }

    fn mount(&self) -> bool {
        fs::create_dir(self.root()).expect("a folder");
        let mounted = run("mount", &["-o", "loop"], &[&self.image(), &self.root()]);
        mounted.is_ok_and(|mounted| mounted.status.success())
    }

    /// Hands everything to the disk.
    pub(crate) fn sync(&self) {
        let synced = run("sync", &["-f"], &[&self.root()]).expect("sync runs");
        assert!(synced.status.success());
    }

    /// The disk as it would be if the power went now, mounted as after a restart. Whoever writes is to be stopped.
    pub(crate) fn after_power_cut(&self) -> LoopDisk {
        let copy = LoopDisk { folder: tempfile::tempdir().expect("a folder") };
        // The system may be handing over something by itself; then the copy is not of one moment, and made again.
        loop {
            let before = self.writes();
            fs::copy(self.image(), copy.image()).expect("copied");
            if self.writes() == before {
                break;
            }
        }
        assert!(copy.mount(), "the disk mounts after the power cut");
        copy
    }

    /// The counts of what was written to the disk, and of what is on its way.
    fn writes(&self) -> String {
        let found = run("losetup", &["--noheadings", "--output", "NAME", "-j"], &[&self.image()]);
        let device = String::from_utf8(found.expect("losetup runs").stdout).expect("a name");
        let name = device.trim().strip_prefix("/dev/").expect("a device").to_owned();
        let stat = fs::read_to_string(format!("/sys/block/{name}/stat")).expect("its counts");
        let counts: Vec<&str> = stat.split_whitespace().collect();
        // Writes done, sectors written, under way, discards, flushes.
        [4, 6, 8, 11, 15].map(|at| counts.get(at).copied().unwrap_or_default()).join(" ")
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        let _ = run("umount", &["--lazy"], &[&self.root()]);
    }
}

fn run(program: &str, words: &[&str], paths: &[&Path]) -> std::io::Result<Output> {
    Command::new(program).args(words).args(paths).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").output()
}

/// Stops processes, and returns when none of their threads does anything any more.
pub(crate) fn stop(processes: &[Pid]) {
    processes.iter().for_each(|pid| kill_process(*pid, Signal::STOP).expect("stopped"));
    let began = Instant::now();
    while !processes.iter().all(|pid| is_stopped(*pid)) {
        assert!(began.elapsed() < Duration::from_secs(30), "the processes do not stop");
        std::thread::yield_now();
    }
}

/// Lets stopped processes go on.
pub(crate) fn go_on(processes: &[Pid]) {
    processes.iter().for_each(|pid| kill_process(*pid, Signal::CONT).expect("continued"));
}

fn is_stopped(pid: Pid) -> bool {
    let tasks = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())).expect("its threads");
    let mut stats = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("stat")).ok());
    // After the name in brackets comes the state: T is stopped.
    stats.all(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T')))
}
