//! Small file systems as data directories, which only root can mount.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FallocateFlags, fallocate};

use crate::support::ServerBuilder;

/// A file system mounted as the data directory of a server. It goes with this, so this has to
/// outlive the server.
#[derive(Debug)]
pub(crate) struct DataMount {
    data: PathBuf,
    /// Keeps the directory in which it is mounted.
    builder: ServerBuilder,
}

/// A file that takes up space.
#[derive(Debug)]
pub(crate) struct Ballast(PathBuf);

impl DataMount {
    /// A file system in memory, of this size.
    pub(crate) fn in_memory(size_mib: u64) -> Self {
        Self::new(|data| {
            let options = format!("size={size_mib}m,mode=700");
            run(Command::new("mount")
                .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
                .arg(data));
        })
    }

    /// An ext4 of this size that becomes read-only at the first error, as Debian sets it up.
    pub(crate) fn read_only_at_errors(size_mib: u64) -> Self {
        Self::new(|data| {
            let image = image_of(data);
            let file = File::create(&image).unwrap();
            file.set_len(size_mib * 1024 * 1024).unwrap();
            run(Command::new("mkfs.ext4").arg("-q").arg(&image));
            mount_image(data);
        })
    }

    fn new(mount: impl FnOnce(&Path)) -> Self {
        let builder = ServerBuilder::new();
        let data = builder.directory().join("data");
        fs::create_dir(&data).unwrap();
        mount(&data);
        Self { data, builder }
    }

    /// A server with its data here.
    pub(crate) fn server(&self) -> ServerBuilder {
        self.builder.clone()
    }

    /// Leaves this much space and no more.
    pub(crate) fn fill_up(&self, left_bytes: u64) -> Ballast {
        let system = rustix::fs::statvfs(&self.data).unwrap();
        let free = system.f_bavail * system.f_frsize;
        let path = self.data.join("ballast");
        let file = File::create(&path).unwrap();
        fallocate(
            &file,
            FallocateFlags::empty(),
            0,
            free.saturating_sub(left_bytes),
        )
        .unwrap();
        Ballast(path)
    }

    /// Has the kernel find an error in an ext4, upon which it allows no more writes.
    pub(crate) fn break_down(&self) {
        let mounts = fs::read_to_string("/proc/mounts").unwrap();
        let is_ours = |line: &&str| line.split(' ').nth(1) == self.data.to_str();
        let device = mounts
            .lines()
            .find(is_ours)
            .and_then(|line| line.split(' ').next()?.strip_prefix("/dev/"))
            .expect("a mounted device");
        fs::write(format!("/sys/fs/ext4/{device}/trigger_fs_error"), "1").unwrap();
    }

    /// Mounts an ext4 anew, which is how it is written again after an error.
    pub(crate) fn mount_anew(&self) {
        run(Command::new("umount").arg(&self.data));
        let checked = Command::new("fsck.ext4")
            .arg("-p")
            .arg(image_of(&self.data))
            .output()
            .unwrap();
        // 1: errors were found, and mended.
        assert!(matches!(checked.status.code(), Some(0 | 1)), "{checked:?}");
        mount_image(&self.data);
    }
}

impl Drop for DataMount {
    fn drop(&mut self) {
        // Lazily: a server that a failed test left may end a moment later.
        let _ = Command::new("umount").arg("-l").arg(&self.data).status();
    }
}

impl Ballast {
    /// Gives the space back.
    pub(crate) fn drop_it(self) {
        fs::remove_file(self.0).unwrap();
    }
}

fn image_of(data: &Path) -> PathBuf {
    data.with_extension("img")
}

fn mount_image(data: &Path) {
    run(Command::new("mount")
        .args(["-o", "loop,errors=remount-ro"])
        .arg(image_of(data))
        .arg(data));
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} is not to be had: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed; this drill mounts a file system, which needs root, or a container \
         with CAP_SYS_ADMIN and loop devices: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
