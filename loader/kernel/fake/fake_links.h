// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

#include "loader/kernel/link_port.h"

namespace hawser::loader {

/// Interfaces in memory.
class FakeLinks final : public LinkPort {
 public:
    Result<std::vector<Link>> list_links() override { return links_; }
    Result<std::vector<LinkAddress>> list_addresses() override { return addresses_; }
    Result<LinkCounters> read_counters(int ifindex) override;
    Result<EnsuredLink> ensure_xfrm_interface(const XfrmInterfaceSpec& spec) override;
    Result<void> set_mtu(int ifindex, uint32_t mtu) override;
    Result<void> set_up(int ifindex, bool up) override;
    Result<void> add_address(int ifindex, const IpAddress& address) override;
    Result<void> delete_address(int ifindex, const IpAddress& address) override;
    Result<void> delete_link(int ifindex) override;

    /// An interface that somebody else has made, up and with a signal. Returns its ifindex.
    int add_link(const std::string& name, const std::string& kind = "veth", uint32_t mtu = 1500);
    void add_address(int ifindex, const IpAddress& address, unsigned prefix_length);
    void remove_addresses(int ifindex);
    void set_carrier(int ifindex, bool carrier);
    void set_counters(int ifindex, LinkCounters counters) { counters_[ifindex] = counters; }
    [[nodiscard]] const Link* find(const std::string& name) const;
    /// Calls that changed something so far: an ensure of what is there adds none.
    [[nodiscard]] size_t changes() const { return changes_; }

 private:
    Link* find(int ifindex);

    std::vector<Link> links_;
    std::vector<LinkAddress> addresses_;
    std::map<int, LinkCounters> counters_;
    int next_ifindex_ = 1;
    size_t changes_ = 0;
};

}  // namespace hawser::loader
