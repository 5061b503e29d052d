// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>

#include "base/secret_bytes.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/outbox.h"

namespace hawser::ike {

/// Which keys of which IKE SAs have been handed out (EndpointOptions::report_keys): an SA's change with each
/// additional key exchange (RFC 9370 2.2.2).
class KeyReports {
 public:
    /// Hands out the SA's keys unless they are those of the last time. An SA without keys has none to tell.
    void report(const IkeSa& sa, Outbox& outbox);
    void forget(IkeSpi own_spi) { told_.erase(own_spi); }

 private:
    std::map<IkeSpi, SecretBytes> told_;  ///< SK_ei
};

}  // namespace hawser::ike
