// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/event_reader.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <cstring>

namespace hawser::maps {
namespace {

uint64_t monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

/// To write, which Map never does.
Result<int> open_pinned(const std::string& path) {
    const int fd = bpf_obj_get(path.c_str());
    if (fd < 0) return Error::system("opening " + path, -fd);
    return fd;
}

}  // namespace

Result<std::unique_ptr<EventReader>> EventReader::open(const Maps& maps, Visitor visit) {
    // Sizes and names are checked, and missing maps explained, as for every other map.
    if (const Result<void> abi = check_abi(maps); !abi) return abi.error();
    if (const auto listener = maps.open_typed<uint32_t, uint64_t>(HW_MAP_LISTENER); !listener)
        return listener.error();
    if (const Result<Map> events = maps.open(HW_MAP_EVENTS); !events) return events.error();
    std::unique_ptr<EventReader> reader(new EventReader(std::move(visit)));
    if (const Result<void> done = reader->lock(maps.folder); !done) return done.error();
    if (const Result<void> done = reader->open_listener(maps.folder); !done) return done.error();
    if (const Result<void> done = reader->open_ring(maps.folder); !done) return done.error();
    return reader;
}

EventReader::~EventReader() {
    // Failing leaves it to time.
    if (listens_) static_cast<void>(write_listener(0).ok());
    ring_buffer__free(ring_);
    for (const int fd : {events_, listener_, lock_})
        if (fd >= 0) close(fd);
}

/// The folder is locked, because what is pinned there can be opened as a map only, and maps have no lock.
Result<void> EventReader::lock(const std::string& folder) {
    lock_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0) return Error::system("opening " + folder, errno);
    if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return {};
    if (errno == EWOULDBLOCK)
        return Error("the events have a reader: each would get a part of them, so there can be one at a time",
                     EBUSY);
    return Error::system("locking " + folder, errno);
}

Result<void> EventReader::open_listener(const std::string& folder) {
    const Result<int> fd = open_pinned(folder + "/" HW_MAP_LISTENER);
    if (!fd) return fd.error();
    listener_ = *fd;
    return {};
}

Result<void> EventReader::open_ring(const std::string& folder) {
    const Result<int> fd = open_pinned(folder + "/" HW_MAP_EVENTS);
    if (!fd) return fd.error();
    events_ = *fd;
    ring_ = ring_buffer__new(events_, on_sample, this, nullptr);
    if (ring_ == nullptr) return Error::system("mapping the ring buffer " HW_MAP_EVENTS, errno);
    return {};
}

int EventReader::on_sample(void* context, void* data, size_t size) {
    auto* reader = static_cast<EventReader*>(context);
    hw_event event{};
    // A larger one is of a newer layout's, which check_abi() has refused; a smaller one is damage.
    if (size < sizeof event) return 0;
    std::memcpy(&event, data, sizeof event);
    reader->visit_(event);
    return 0;
}

Result<void> EventReader::write_listener(uint64_t until_ns) {
    const uint32_t key = 0;
    const int error = bpf_map_update_elem(listener_, &key, &until_ns, BPF_ANY);
    if (error != 0) return Error::system("writing map " HW_MAP_LISTENER, -error);
    return {};
}

Result<void> EventReader::listen() {
    listens_ = true;
    return write_listener(monotonic_ns() + kListenNs);
}

Result<void> EventReader::poll(int timeout_ms) {
    const int count = ring_buffer__poll(ring_, timeout_ms);
    if (count < 0 && count != -EINTR) return Error::system("reading the ring buffer " HW_MAP_EVENTS, -count);
    return {};
}

}  // namespace hawser::maps
