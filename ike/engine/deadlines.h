// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace hawser::ike {

/// The next time of each of many things, and the earliest of all at once: a hub with thousands of tunnels
/// asks for it after every datagram. A heap in which what has been changed stays until its turn comes:
/// cheaper in time and memory than a sorted tree.
template <typename Key>
class Deadlines {
 public:
    /// Empty: nothing is due for this one any more.
    void set(const Key& key, std::optional<TimePoint> due) {
        const auto found = by_key_.find(key);
        if (found == by_key_.end() ? !due : due == found->second) return;
        if (due) {
            by_key_[key] = *due;
            heap_.emplace_back(*due, key);
            std::push_heap(heap_.begin(), heap_.end(), std::greater());
        } else {
            by_key_.erase(found);
        }
        clean_up();
    }
    [[nodiscard]] std::optional<TimePoint> of(const Key& key) const {
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::optional<TimePoint> earliest() const {
        return heap_.empty() ? std::nullopt : std::optional(heap_.front().first);
    }
    /// Those whose time is not later than `now`, earliest first.
    [[nodiscard]] std::vector<Key> due(TimePoint now) const {
        std::vector<Entry> found;
        collect(0, now, found);
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        std::vector<Key> keys;
        for (const Entry& entry : found)
            keys.push_back(entry.second);
        return keys;
    }
    [[nodiscard]] size_t size() const { return by_key_.size(); }

 private:
    using Entry = std::pair<TimePoint, Key>;

    [[nodiscard]] bool holds(const Entry& entry) const {
        const auto found = by_key_.find(entry.second);
        return found != by_key_.end() && found->second == entry.first;
    }
    /// Below an entry that is not due there is none that is.
    void collect(size_t index, TimePoint now, std::vector<Entry>& found) const {
        if (index >= heap_.size() || heap_[index].first > now) return;
        if (holds(heap_[index])) found.push_back(heap_[index]);
        collect(2 * index + 1, now, found);
        collect(2 * index + 2, now, found);
    }
    /// The first entry holds, and no more than about half of all do not.
    void clean_up() {
        constexpr size_t kFew = 64;
        while (!heap_.empty() && !holds(heap_.front())) {
            std::pop_heap(heap_.begin(), heap_.end(), std::greater());
            heap_.pop_back();
        }
        if (heap_.size() <= 2 * by_key_.size() + kFew) return;
        heap_.clear();
        for (const auto& [key, due] : by_key_)
            heap_.emplace_back(due, key);
        std::make_heap(heap_.begin(), heap_.end(), std::greater());
    }

    std::unordered_map<Key, TimePoint> by_key_;
    std::vector<Entry> heap_;
};

}  // namespace hawser::ike
