// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace hawser::ike::test {

/// Plays a story once for every way in which it can go: wherever it has a choice, all of them are taken in
/// turn.
///
///     for (Orders orders; !orders.done(); orders.next()) { ... orders.choose(3) ... }
class Orders {
 public:
    /// `depth`: of so many first choices of a story all are taken in turn. The later ones differ from story
    /// to story.
    explicit Orders(size_t depth = 8) : depth_(depth) {}

    /// 0 to count - 1.
    size_t choose(size_t count) {
        if (at_ == depth_) return static_cast<size_t>(dice_()) % count;
        if (at_ == taken_.size()) taken_.push_back({0, count});
        return taken_[at_++].choice;
    }
    void next() {
        at_ = 0;
        while (!taken_.empty() && ++taken_.back().choice >= taken_.back().count)
            taken_.pop_back();
        done_ = taken_.empty();
        dice_.seed(static_cast<std::mt19937::result_type>(stories_ + 1));
        ++stories_;
    }
    [[nodiscard]] bool done() const { return done_; }
    /// Stories told so far.
    [[nodiscard]] size_t stories() const { return stories_; }

 private:
    struct Taken {
        size_t choice;
        size_t count;
    };
    const size_t depth_;
    std::mt19937 dice_;
    std::vector<Taken> taken_;
    size_t at_ = 0;
    size_t stories_ = 0;
    bool done_ = false;
};

}  // namespace hawser::ike::test
