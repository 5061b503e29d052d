// SPDX-License-Identifier: BSD-2-Clause
#include "tests/exchange/certified_pair.h"

namespace hawser::ike::test {

using namespace std::chrono_literals;

std::shared_ptr<const Credential> credential_of(const Issued& leaf, const std::vector<Issued>& above) {
    Bytes chain = leaf.pem();
    for (const Issued& one : above)
        append(chain, one.pem());
    return std::make_shared<const Credential>(Credential::make(chain, leaf.key_pem()).value());
}

std::shared_ptr<const TrustStore> trust_in(const std::vector<Issued>& authorities) {
    TrustStore store;
    for (const Issued& one : authorities)
        EXPECT_TRUE(store.add_authority(one.certificate()).ok());
    return std::make_shared<const TrustStore>(std::move(store));
}

CertifiedPair::CertifiedPair(KeyPair left_key, KeyPair right_key) {
    const auto mine = [this](const std::string& name, const KeyPair& key) {
        return credential_of(certificate(name, [&key](Wish& wish) { wish.key = key; }));
    };
    left.auth = Authentication::by_certificate(mine("branch.example", left_key), trust_in({ca}));
    right.auth = Authentication::by_certificate(mine("pop.example", right_key), left.auth.remote.authorities);
}

Issued CertifiedPair::certificate(const std::string& name, const std::function<void(Wish&)>& change) const {
    Wish wish;
    wish.common_name = name;
    wish.alternative_names = "DNS:" + name;
    if (change) change(wish);
    return issue(ca, wish);
}

void CertifiedPair::start(CalendarTime calendar) {
    for (Side* side : {&link.left, &link.right})
        side->endpoint->set_calendar(calendar, link.now);
    Pair::start();
}

bool CertifiedPair::fails() {
    return link.run_until(
        [this] {
            return link.left.failure() != FailureReason::kNone &&
                   link.left.status().state == IkeSaState::kCreated;
        },
        60s);
}

std::string method_seen_by(const Side& side) {
    for (const StateChanged& change : side.changes) {
        const size_t begin = change.reason.find(" by ");
        if (change.to == IkeSaState::kEstablished && begin != std::string::npos)
            return change.reason.substr(begin + 4, change.reason.rfind(", begun") - begin - 4);
    }
    return "";
}

}  // namespace hawser::ike::test
