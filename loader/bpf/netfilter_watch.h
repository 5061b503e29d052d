// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/bpf/owned_fd.h"

namespace hawser::loader {

/// Hears that somebody changes nftables' rules in the network namespace where it was opened; iptables-nft's
/// are among them, legacy iptables tells nobody.
class NetfilterWatch {
 public:
    static Result<NetfilterWatch> open();

    /// Readable when there is something to take; it does not block.
    [[nodiscard]] int fd() const { return socket_.get(); }
    /// Takes everything that has been said. True where tables, chains or rules have changed, or where so much
    /// was said that some was lost; elements that come and go in sets change no chain.
    Result<bool> take();

 private:
    explicit NetfilterWatch(OwnedFd socket) : socket_(std::move(socket)) {}
    OwnedFd socket_;
};

}  // namespace hawser::loader
