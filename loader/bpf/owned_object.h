// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <bpf/libbpf.h>

#include <memory>

namespace hawser::loader {

struct BpfObjectClose {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
};
/// Closing it closes descriptors; what is pinned or attached stays.
using OwnedObject = std::unique_ptr<bpf_object, BpfObjectClose>;

}  // namespace hawser::loader
