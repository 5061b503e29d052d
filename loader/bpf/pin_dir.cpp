// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/pin_dir.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace hawser::loader {
namespace {

namespace fs = std::filesystem;

bool is_on_bpffs(const fs::path& path) {
    struct statfs info {};
    return ::statfs(path.c_str(), &info) == 0 && info.f_type == BPF_FS_MAGIC;
}

fs::path nearest_existing(fs::path path) {
    std::error_code ignored;
    while (path.has_relative_path() && !fs::exists(path, ignored))
        path = path.parent_path();
    return path;
}

Result<void> make_folder(const fs::path& path) {
    if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
    if (errno == ENOENT) {
        if (Result<void> parent = make_folder(path.parent_path()); !parent) return parent;
        if (::mkdir(path.c_str(), 0700) == 0) return {};
    }
    return Error::system(fmt::format("make folder {}", path.string()), errno);
}

}  // namespace

Result<void> PinDir::create() const {
    const fs::path existing = nearest_existing(path_);
    if (!is_on_bpffs(existing)) {
        return Error(
            fmt::format("pin maps in {}: {} is not on a BPF file system; mount one with "
                        "\"mount -t bpf bpf /sys/fs/bpf\"",
                        path_, existing.string()));
    }
    return make_folder(at("prog"));
}

Result<OwnedFd> PinDir::open(const std::string& name) const {
    OwnedFd fd(bpf_obj_get(at(name).c_str()));
    if (fd || errno == ENOENT) return fd;
    return Error::system(fmt::format("open {}", at(name)), errno);
}

Result<void> PinDir::pin(int fd, const std::string& name) const {
    if (bpf_obj_pin(fd, at(name).c_str()) != 0) return Error::system(fmt::format("pin {}", at(name)), errno);
    return {};
}

Result<void> PinDir::replace(int fd, const std::string& name) const {
    // The BPF file system takes no dots in names.
    const std::string temporary = name + "_new";
    if (Result<void> removed = unpin(temporary); !removed) return removed;
    if (Result<void> pinned = pin(fd, temporary); !pinned) return pinned;
    if (::rename(at(temporary).c_str(), at(name).c_str()) != 0) {
        return Error::system(fmt::format("replace {}", at(name)), errno);
    }
    return {};
}

Result<void> PinDir::unpin(const std::string& name) const {
    if (::unlink(at(name).c_str()) == 0 || errno == ENOENT) return {};
    return Error::system(fmt::format("remove {}", at(name)), errno);
}

Result<void> PinDir::remove() const {
    if (!is_on_bpffs(path_)) return {};
    std::error_code failure;
    fs::remove_all(path_, failure);
    if (failure) return Error::system(fmt::format("remove {}", path_), failure.value());
    return {};
}

}  // namespace hawser::loader
