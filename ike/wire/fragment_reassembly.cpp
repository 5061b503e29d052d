// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/fragment_reassembly.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ike/wire/limits.h"

namespace hawser::ike {

FragmentReassembly::Verdict FragmentReassembly::wants(MessageId message, FragmentNumbers numbers) const {
    if (numbers.number == 0 || numbers.number > numbers.total || numbers.total > limits::kFragmentsPerMessage)
        return Verdict::kBadNumber;
    if (message_ != message) return Verdict::kWanted;
    if (numbers.total < total_) return Verdict::kOutdated;
    if (numbers.total == total_ && parts_.count(numbers.number) != 0) return Verdict::kDuplicate;
    return Verdict::kWanted;
}

FragmentReassembly::Verdict FragmentReassembly::add(MessageId message, FragmentNumbers numbers,
                                                    PayloadType first, SecretBytes content) {
    if (const Verdict verdict = wants(message, numbers); verdict != Verdict::kWanted) return verdict;
    if (!is_same_set(message, numbers.total)) {
        reset();
        message_ = message;
        total_ = numbers.total;
    }
    if (bytes_ + content.size() > limits::kReassembledBytes) {
        reset();
        return Verdict::kTooLarge;
    }
    bytes_ += content.size();
    if (numbers.number == 1) first_ = first;
    parts_.emplace(numbers.number, std::move(content));
    return parts_.size() == total_ ? Verdict::kComplete : Verdict::kStored;
}

ReassembledContent FragmentReassembly::take() {
    HAWSER_CHECK(message_ && parts_.size() == total_, "taking a message whose fragments are not all there");
    ReassembledContent content{first_, SecretBytes(bytes_)};
    uint8_t* to = content.payloads.data();
    for (const auto& [number, part] : parts_)
        to = std::copy_n(part.data(), part.size(), to);
    reset();
    return content;
}

void FragmentReassembly::reset() {
    message_.reset();
    total_ = 0;
    first_ = PayloadType::kNone;
    parts_.clear();
    bytes_ = 0;
}

}  // namespace hawser::ike
