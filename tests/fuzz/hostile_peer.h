// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/crypto/cipher.h"
#include "ike/crypto/key_exchange.h"
#include "ike/wire/message.h"
#include "tests/exchange/pair.h"

namespace hawser::fuzz {

/// The far end of an Endpoint under test. It does IKE_SA_INIT and IKE_AUTH by the book as far as it is told
/// to, so that what it says next is read with the right keys; and then it says whatever it is given. Time
/// stands still but for wait().
class HostilePeer {
 public:
    /// `begun_by_victim`: the Endpoint under test initiates.
    explicit HostilePeer(bool begun_by_victim);

    /// IKE_SA_INIT: afterwards both have keys, as any stranger may. Where we begin it may be called again,
    /// for another SA.
    void exchange_keys();
    /// IKE_AUTH with the right key: afterwards the SA is established, with a Child SA.
    void authenticate();
    /// A protected message of any content: the request that is due, or the answer to the victim's latest one.
    void say(ike::ExchangeType exchange, bool response, ike::PayloadType first, ByteView content);
    void say(ike::ExchangeType exchange, bool response, std::vector<ike::Payload> payloads);
    /// A datagram as it is.
    void say_raw(ByteView datagram, const hawser::Endpoint& from) { deliver(datagram, from); }
    /// Time goes on for so long, with all that is due meanwhile.
    void wait(Duration duration);

    [[nodiscard]] const hawser::Endpoint& address() const { return address_; }
    /// The latest protected message of the victim's, opened.
    [[nodiscard]] ike::Message heard() const;
    /// The latest protected message of ours, and of the victim's.
    [[nodiscard]] const Bytes& last_said() const { return last_said_; }
    [[nodiscard]] const Bytes& last_heard() const { return last_heard_; }

    ike::test::Pair pair{1};
    ike::test::Side victim;

 private:
    using Payloads = std::vector<ike::Payload>;
    void deliver(ByteView datagram, const hawser::Endpoint& from);
    void carry_out();
    void note_sent(const ike::SendDatagram& datagram);
    [[nodiscard]] ike::IkeHeader header(ike::ExchangeType exchange, bool response) const;
    [[nodiscard]] Payloads own_init(const ike::KeyExchange* own, ByteView value,
                                    const ike::SaPayload& sa) const;
    void take_keys(const SecretBytes& shared_secret);
    [[nodiscard]] Payloads own_auth() const;

    const bool initiator_;                 ///< we are
    const ike::ConnectionConfig& config_;  ///< what we would be configured with
    TimePoint now_{};
    hawser::Endpoint address_;
    ike::IkeSpi own_spi_{0x1122334455667788};
    ike::IkeSpi victim_spi_;
    ike::IkeAlgorithms algorithms_;
    ike::IkeKeys keys_;
    std::optional<ike::IkeCipherPair> ciphers_;
    Bytes nonce_ = Bytes(32, 0x5a);
    Bytes victim_nonce_;
    Bytes init_sent_;
    Bytes init_heard_;  ///< the victim's latest IKE_SA_INIT message
    Bytes last_said_;
    Bytes last_heard_;
    uint32_t next_request_ = 0;
    uint32_t victim_request_ = 0;  ///< id of the latest one
};

}  // namespace hawser::fuzz
