// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace hawser::ike {

/// The next time of each of many things, and the earliest of all at once: a hub with thousands of tunnels
/// asks for it after every datagram.
template <typename Key>
class Deadlines {
 public:
    /// Empty: nothing is due for this one any more.
    void set(const Key& key, std::optional<TimePoint> due) {
        const auto found = by_key_.find(key);
        if (found != by_key_.end()) {
            if (due == found->second) return;
            by_time_.erase({found->second, key});
            by_key_.erase(found);
        }
        if (!due) return;
        by_key_.emplace(key, *due);
        by_time_.emplace(*due, key);
    }
    [[nodiscard]] std::optional<TimePoint> of(const Key& key) const {
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::optional<TimePoint> earliest() const {
        return by_time_.empty() ? std::nullopt : std::optional(by_time_.begin()->first);
    }
    /// Those whose time is not later than `now`, earliest first.
    [[nodiscard]] std::vector<Key> due(TimePoint now) const {
        std::vector<Key> keys;
        for (const auto& [time, key] : by_time_) {
            if (time > now) break;
            keys.push_back(key);
        }
        return keys;
    }
    [[nodiscard]] size_t size() const { return by_key_.size(); }

 private:
    std::map<Key, TimePoint> by_key_;
    std::set<std::pair<TimePoint, Key>> by_time_;
};

}  // namespace hawser::ike
