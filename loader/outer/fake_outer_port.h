// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <string>

#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// The maps in memory, for tests of what stands above the port.
class FakeOuterPort final : public OuterPort {
 public:
    Result<OuterPlan> read_plan() override { return plan; }
    Result<void> apply(const OuterPlan& wanted) override {
        plan = wanted;
        return {};
    }
    Result<void> list_spi(const SpiName& name, TunnelId tunnel) override {
        if (failure) return Error(*failure);
        spis[name] = tunnel;
        return {};
    }
    Result<void> unlist_spi(const SpiName& name) override {
        spis.erase(name);
        return {};
    }
    Result<std::set<SpiName>> listed_spis() override {
        std::set<SpiName> names;
        for (const auto& [name, tunnel] : spis)
            names.insert(name);
        return names;
    }
    Result<std::vector<Stray>> read_strays() override { return strays; }

    OuterPlan plan;
    std::map<SpiName, TunnelId> spis;
    std::vector<Stray> strays;
    std::optional<std::string> failure;  ///< of list_spi
};

}  // namespace hawser::loader
