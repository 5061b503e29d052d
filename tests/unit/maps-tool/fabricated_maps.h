// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bpf/abi.h"
#include "maps-tool/flow.h"
#include "maps-tool/report.h"

namespace hawser::maps {

/// The maps as the daemon pins them, in a BPF file system of the test's own. Skipped where the machine or the
/// user may not have one.
class FabricatedMaps : public testing::Test {
 protected:
    void SetUp() override;
    void TearDown() override;

    /// Of one of the names of abi.h, with the kind and the sizes of bpf/maps.h, but for `max_entries`.
    void make(const std::string& name, uint32_t type, uint32_t key_size, uint32_t value_size,
              uint32_t max_entries);
    void make_all();
    void make_uplink_maps();
    template <typename Key, typename Value>
    void put(const std::string& name, const Key& key, const Value& value) {
        put_bytes(name, &key, &value);
    }
    /// The same value on every CPU.
    template <typename Value>
    void put_on_every_cpu(const std::string& name, uint32_t index, const Value& value) {
        const std::vector<Value> values(cpus(), value);
        put_bytes(name, &index, values.data());
    }
    /// Into the map that it names.
    void put_flow(const Flow& flow);
    /// `slots` of any number.
    void put_ring(uint32_t bundle, uint32_t tier, const std::vector<uint32_t>& slots);
    static size_t cpus();

    struct Outcome {
        int status = -1;
        std::string out;
        std::string err;
        [[nodiscard]] Json json() const { return Json::parse(out); }
    };
    /// hawser-maps with these arguments and the test's folder, at kNow.
    [[nodiscard]] Outcome run(std::vector<std::string> arguments) const;

    static constexpr uint64_t kNow = 100'000'000'000;
    // Not the upper limits: the tool has to take the sizes from the maps.
    static constexpr uint32_t kTunnels = 40;
    static constexpr uint32_t kBundles = 9;
    std::string folder;

 private:
    void put_bytes(const std::string& name, const void* key, const void* value);
    std::string mount_point_;
    std::map<std::string, int> fds_;
};

}  // namespace hawser::maps
