// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "ike/engine/task.h"

namespace hawser::ike {

/// Tasks that wait for their turn. Few at any time, and none in nearly all SAs, which then hold no memory for
/// it (an empty std::deque holds 600 bytes).
class TaskQueue {
 public:
    using Entry = std::unique_ptr<Task>;

    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] const Task& front() const { return *waiting_.front(); }
    void push_back(Entry task) { waiting_.push_back(std::move(task)); }
    void push_front(Entry task) { waiting_.insert(waiting_.begin(), std::move(task)); }
    /// Takes the first one out. There must be one.
    [[nodiscard]] Entry take_front() {
        Entry first = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        if (waiting_.empty()) waiting_ = std::vector<Entry>();
        return first;
    }
    void clear() { waiting_ = std::vector<Entry>(); }
    /// All of them, in order; none waits here any more.
    [[nodiscard]] std::vector<Entry> take_all() { return std::exchange(waiting_, std::vector<Entry>()); }

    [[nodiscard]] auto begin() const { return waiting_.begin(); }
    [[nodiscard]] auto end() const { return waiting_.end(); }

 private:
    std::vector<Entry> waiting_;
};

}  // namespace hawser::ike
