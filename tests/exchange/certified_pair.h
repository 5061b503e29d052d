// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/exchange/pair.h"
#include "tests/unit/ike/crypto/test_ca.h"

namespace hawser::ike::test {

/// Our certificate and those above it, as an operator's files have them.
[[nodiscard]] std::shared_ptr<const Credential> credential_of(const Issued& leaf,
                                                              const std::vector<Issued>& above = {});
[[nodiscard]] std::shared_ptr<const TrustStore> trust_in(const std::vector<Issued>& authorities);

/// A Pair whose sides have certificates of one CA: branch.example and pop.example, valid for a day around
/// kNow, the time of day at the start.
struct CertifiedPair : Pair {
    explicit CertifiedPair(KeyPair left_key = any_pair(), KeyPair right_key = any_pair());

    /// A certificate of the CA for a side's identity, as its Wish is changed.
    [[nodiscard]] Issued certificate(const std::string& name,
                                     const std::function<void(Wish&)>& change = {}) const;
    /// Tells both sides the time, adds the connections, and begins.
    void start(CalendarTime calendar = kNow);
    /// Runs until the left side has given its first attempt up.
    bool fails();

    Issued ca = root();
};

/// What a side says of how its peer has authenticated itself: `digital signature`; empty if it has not.
[[nodiscard]] std::string method_seen_by(const Side& side);

}  // namespace hawser::ike::test
