// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "loader/bpf/bpf_object.h"
#include "loader/bpf/kernel_program_port.h"
#include "loader/bpf/pin_dir.h"
#include "loader/bpf/tc_hook.h"

namespace hawser::loader {

Result<void> remove_all(const std::string& pin_dir, const BpfLog& log) {
    Result<std::vector<Attachment>> attached = list_attached();
    if (!attached) return attached.error();
    for (const Attachment& where : *attached) {
        if (Result<void> detached = tc_detach(where); !detached) return detached;
        if (log) {
            log(BpfLogLevel::kInfo, fmt::format("detached the {} program from interface {}",
                                                to_string(where.hook), where.ifindex));
        }
    }
    return PinDir(pin_dir).remove();
}

}  // namespace hawser::loader
