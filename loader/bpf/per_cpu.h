// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// Sum over all CPUs of one entry of a per-CPU array whose value is nothing but 64-bit counters.
template <typename Counters>
Result<Counters> read_per_cpu(int fd, uint32_t index, const char* name) {
    static_assert(std::is_trivially_copyable_v<Counters> && sizeof(Counters) % sizeof(uint64_t) == 0);
    constexpr size_t kWords = sizeof(Counters) / sizeof(uint64_t);
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 0) return Error::system("count possible CPUs", -cpus);
    std::vector<uint64_t> words(kWords * static_cast<size_t>(cpus));
    const int error = bpf_map_lookup_elem(fd, &index, words.data());
    if (error < 0) return Error::system(std::string("read map ") + name, -error);
    uint64_t sums[kWords] = {};
    for (size_t i = 0; i < words.size(); ++i)
        sums[i % kWords] += words[i];
    Counters counters;
    std::memcpy(&counters, sums, sizeof counters);
    return counters;
}

/// All CPUs' counters of one entry to 0. Packets that are counted meanwhile may survive it.
template <typename Counters>
Result<void> clear_per_cpu(int fd, uint32_t index, const char* name) {
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 0) return Error::system("count possible CPUs", -cpus);
    const std::vector<uint8_t> zeros(sizeof(Counters) * static_cast<size_t>(cpus));
    const int error = bpf_map_update_elem(fd, &index, zeros.data(), BPF_ANY);
    if (error < 0) return Error::system(std::string("clear map ") + name, -error);
    return {};
}

}  // namespace hawser::loader
