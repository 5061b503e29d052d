// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/fake_program_port.h"

#include <cerrno>

namespace hawser::loader {

Result<void> FakeProgramPort::attach(const Attachment& where) {
    if (failure_) {
        Error error(*failure_);
        failure_.reset();
        return error;
    }
    if (!interfaces_.contains(where.ifindex)) {
        return Error::system(std::string("attach the ") + to_string(where.hook) + " program", ENODEV);
    }
    // One place at ingress, one at egress: attaching replaces whatever of ours is there.
    if (where.hook == Hook::kLan) attached_.erase({Hook::kTunnel, where.ifindex});
    if (where.hook == Hook::kTunnel) attached_.erase({Hook::kLan, where.ifindex});
    attached_.insert(where);
    return {};
}

Result<void> FakeProgramPort::detach(const Attachment& where) {
    attached_.erase(where);
    return {};
}

Result<std::vector<Attachment>> FakeProgramPort::attached() {
    return std::vector<Attachment>(attached_.begin(), attached_.end());
}

void FakeProgramPort::remove_interface(uint32_t ifindex) {
    interfaces_.erase(ifindex);
    std::erase_if(attached_, [ifindex](const Attachment& where) { return where.ifindex == ifindex; });
}

}  // namespace hawser::loader
