// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ike/engine/action.h"

namespace hawser::ike::test {

/// What the kernel would hold: pairs of SAs, and for each connection the pair that its traffic leaves by.
/// Refuses what a kernel would refuse.
class FakeKernel {
 public:
    /// Takes a pair; with `refuse_with` set it fails with that text and takes nothing.
    Result<void> install(InstallChildSa pair);
    void remove(const RemoveChildSa& remove);

    [[nodiscard]] const std::map<ChildHandle, InstallChildSa>& pairs() const { return pairs_; }
    [[nodiscard]] const InstallChildSa* outbound(ConnectionId connection) const;
    [[nodiscard]] size_t installs() const { return installs_; }

    std::optional<std::string> refuse_with;

 private:
    std::map<ChildHandle, InstallChildSa> pairs_;
    std::map<ConnectionId, ChildHandle> outbound_;
    size_t installs_ = 0;
};

/// Why what `a` writes cannot be read by `b`, or the other way round; empty if they fit. `nat`: the outer
/// addresses differ, because a NAT is between.
[[nodiscard]] std::string mismatch(const InstallChildSa& a, const InstallChildSa& b, bool nat = false);

}  // namespace hawser::ike::test
