// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <set>
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
    void use(const UseChildSa& use);
    void retire(const RetireChildSa& retire);
    void move(const MoveChildSa& move);
    void remove(const RemoveChildSa& remove);

    [[nodiscard]] const std::map<ChildHandle, InstallChildSa>& pairs() const { return pairs_; }
    /// Those that are not only waiting for what is on its way.
    [[nodiscard]] size_t live() const { return pairs_.size() - retired_.size(); }
    /// The pair that the connection sends by; null if there is none.
    [[nodiscard]] const InstallChildSa* outbound(ConnectionId connection) const;
    /// Whether what a peer sends with this SPI is read.
    [[nodiscard]] bool reads(EspSpi spi) const;
    [[nodiscard]] size_t installs() const { return installs_; }
    /// Packets that a pair has read, for QueryChildSa: as a test says.
    uint64_t packets_in = 0;

    std::optional<std::string> refuse_with;
    /// Refuses once, that many requests from now on; 0: none.
    size_t refuse_at = 0;

 private:
    [[nodiscard]] bool knows(ChildHandle child) const {
        return pairs_.count(child) != 0 || refused_.count(child) != 0;
    }

    std::set<ChildHandle> refused_;
    std::map<ChildHandle, InstallChildSa> pairs_;
    std::map<ConnectionId, ChildHandle> outbound_;
    std::set<ChildHandle> retired_;
    size_t installs_ = 0;
};

/// Why what `a` writes cannot be read by `b`, or the other way round; empty if they fit. `nat`: the outer
/// addresses differ, because a NAT is between.
[[nodiscard]] std::string mismatch(const InstallChildSa& a, const InstallChildSa& b, bool nat = false);

}  // namespace hawser::ike::test
