// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string_view>

#include "ike/engine/task.h"

namespace hawser::ike {

/// An INFORMATIONAL exchange of ours (RFC 7296 1.4). Without an answer the peer is taken for dead.
class InformationalTask : public Task {
 public:
    enum class About : uint8_t {
        kIkeSa,
        kChildSas  ///< it goes with them when the IKE SA is rekeyed
    };

    [[nodiscard]] ExchangeType exchange() const final { return ExchangeType::kInformational; }
    [[nodiscard]] bool concerns_child() const final { return about_ == About::kChildSas; }
    [[nodiscard]] Overlap overlap() const final { return overlap_; }
    void give_up(IkeSa& sa, EngineContext& context) override;

 protected:
    /// `what` the peer is asked, in words: of static duration.
    InformationalTask(std::string_view what, About about, Overlap overlap)
        : what_(what), about_(about), overlap_(overlap) {}

 private:
    std::string_view what_;
    About about_;
    Overlap overlap_;
};

}  // namespace hawser::ike
