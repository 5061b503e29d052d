// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <vector>

namespace hawser::ike::test {

/// Plays a story once for every way in which it can go: wherever it has a choice, all of them are taken in
/// turn.
///
///     for (Orders orders; !orders.done(); orders.next()) { ... orders.choose(3) ... }
class Orders {
 public:
    /// 0 to count - 1; beyond a number of choices that keeps the stories countable, always 0.
    size_t choose(size_t count) {
        if (at_ == kMaxChoices) return 0;
        if (at_ == taken_.size()) taken_.push_back({0, count});
        return taken_[at_++].choice;
    }
    void next() {
        at_ = 0;
        while (!taken_.empty() && ++taken_.back().choice >= taken_.back().count)
            taken_.pop_back();
        done_ = taken_.empty();
        ++stories_;
    }
    [[nodiscard]] bool done() const { return done_; }
    /// Stories told so far.
    [[nodiscard]] size_t stories() const { return stories_; }

 private:
    static constexpr size_t kMaxChoices = 8;

    struct Taken {
        size_t choice;
        size_t count;
    };
    std::vector<Taken> taken_;
    size_t at_ = 0;
    size_t stories_ = 0;
    bool done_ = false;
};

}  // namespace hawser::ike::test
