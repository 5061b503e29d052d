// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/hub_object.h"

#include <fmt/format.h>

#include <cerrno>
#include <string>

#include "bpf/hub.skel.h"
#include "loader/bpf/libbpf_messages.h"

namespace hawser::loader {
namespace {

/// What only the hub's programs have is made anew: it is worth nothing after a moment.
Result<void> share_maps(bpf_object* hub, const bpf_object* main) {
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, hub) {
        const bpf_map* shared = bpf_object__find_map_by_name(main, bpf_map__name(map));
        if (shared == nullptr) continue;
        if (const int error = bpf_map__reuse_fd(map, bpf_map__fd(shared)); error != 0)
            return Error::system(fmt::format("share map {} with a hub's programs", bpf_map__name(map)),
                                 -error);
    }
    return {};
}

}  // namespace

Result<OwnedObject> load_hub_object(const bpf_object* main) {
    const LibbpfMessages messages;
    size_t size = 0;
    const void* bytes = hawser_hub__elf_bytes(&size);
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.object_name = "hawser_hub";
    OwnedObject object(bpf_object__open_mem(bytes, size, &options));
    if (!object) return Error::system("open a hub's BPF programs", errno);
    if (Result<void> shared = share_maps(object.get(), main); !shared) return shared.error();
    const int error = bpf_object__load(object.get());
    if (error == 0) return object;
    const Error system = Error::system("load a hub's BPF programs, which need Linux 6.2", -error);
    return Error(fmt::format("{} ({})", system.text(), load_failure(messages.lines())), -error);
}

}  // namespace hawser::loader
