// SPDX-License-Identifier: BSD-2-Clause
// Many IKE peers in one process, each with an address of its own: our own engine as the initiator of one IKE
// SA after another, a given number of them under way at a time. What it talks to is measured; it is not.
//
//   initiators --remote B [--window W] [--psk TEXT | --ca FILE --ca-key FILE] [--persist]
//
// Does what lines of standard input say, and ends with it:
//   begin N   N further peers begin; prints a line when all have come to an end
//   watch     prints a line when every peer has lost its SA and has one again
//   tell      prints a line now
// A line is `up N failed F seconds S retransmissions R lost L`. With --persist the peers ask whether the
// responder lives, as by default, and begin again when it does not; and all begin at once.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/program_options.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>

#include "bench/ike/peer_certificates.h"
#include "bench/ike/peer_socket.h"
#include "ike/engine/endpoint.h"
#include "loader/net/alarm.h"
#include "loader/net/system_clock.h"
#include "loader/net/system_random.h"

namespace hawser::bench {
namespace {

struct Options {
    IpAddress remote;
    uint32_t window = 16;
    std::string psk;
    std::string ca;
    std::string ca_key;
    bool persist = false;
};

std::shared_ptr<const SecretBytes> secret(const std::string& text) {
    return std::make_shared<const SecretBytes>(
        ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

IpAddress address_at(uint32_t number) {
    const std::array<uint8_t, 4> bytes = {static_cast<uint8_t>(number >> 24U),
                                          static_cast<uint8_t>(number >> 16U),
                                          static_cast<uint8_t>(number >> 8U), static_cast<uint8_t>(number)};
    return IpAddress::from_bytes(bytes);
}

/// The n-th of 2^22 hosts of 10.0.0.0/8, inside of the tunnel.
IpPrefix network_of(uint32_t n) {
    return {address_at(0x0a000000U + n * 4), 32};
}

/// The n-th address of 172.16.0.0/12, outside.
IpAddress address_of(uint32_t n) {
    return address_at(0xac100000U + n);
}

std::string name_of(uint32_t n) {
    return fmt::format("n{}.load.example", n);
}

ike::ConnectionConfig connection(const Options& options, uint32_t n, ike::Authentication auth) {
    ike::ConnectionConfig config;
    config.id = ike::ConnectionId(n);
    config.name = fmt::format("load{}", n);
    config.local_address = address_of(n);
    config.remote_address = options.remote;
    config.local_identity = ike::Identity::fqdn(name_of(n));
    config.remote_identity = ike::Identity::fqdn("responder.example");
    config.auth = std::move(auth);
    config.ike_proposals = {*ike::parse_ike_proposal("aes128gcm16-prfsha256-x25519")};
    config.esp_proposals = {*ike::parse_esp_proposal("aes128gcm16")};
    config.local_selectors = {ike::TrafficSelector(network_of(n))};
    config.remote_selectors = {ike::TrafficSelector(*IpPrefix::parse("192.168.0.0/16"))};
    config.initiate = options.persist ? ike::Initiate::kAuto : ike::Initiate::kNever;
    config.siblings = true;
    config.if_id = IfId(n);
    if (!options.persist) config.liveness_interval = Duration::zero();
    return config;
}

/// Keeps `window` negotiations under way until all have come to an end.
class Load {
 public:
    Load(boost::asio::io_context& loop, const Options& options)
        : options_(options), loop_(loop), engine_(random_), alarm_(loop, [this] { timed_out(); }) {}

    Result<void> start() {
        auto socket = PeerSocket::open(loop_, [this](const Endpoint& local, const Endpoint& remote,
                                                     ByteView bytes) { received(local, remote, bytes); });
        if (!socket) return socket.error();
        socket_ = *std::move(socket);
        engine_.set_calendar(loader::calendar_now(), loader::system_now());
        if (options_.ca.empty()) return {};
        auto opened = PeerCertificates::open(options_.ca, options_.ca_key);
        if (!opened) return opened.error();
        certificates_.emplace(*std::move(opened));
        return {};
    }

    Result<void> obey(const std::string& line) {
        if (line.starts_with("begin ")) return begin(static_cast<uint32_t>(std::stoul(line.substr(6))));
        if (line == "watch") watch();
        if (line == "tell") tell();
        return {};
    }

 private:
    Result<void> begin(uint32_t count) {
        const auto by_psk = ike::Authentication::by_psk(secret(options_.psk));
        for (uint32_t n = end_; n < end_ + count; ++n) {
            auto auth =
                certificates_ ? certificates_->issue(name_of(n)) : Result<ike::Authentication>(by_psk);
            if (!auth) return auth.error();
            auto added = engine_.add(connection(options_, n, *std::move(auth)), loader::system_now());
            if (!added) return added;
        }
        end_ += count;
        if (options_.persist) next_ = end_;
        count_from_now(count);
        settle();
        return {};
    }

    void watch() { count_from_now(end_ - 1); }

    void count_from_now(uint32_t wanted) {
        wanted_ = wanted;
        up_ = failed_ = lost_ = 0;
        first_of_these_ = end_ - wanted;
        retransmissions_before_ = engine_.counters().retransmissions;
        begun_at_ = loader::system_now();
    }

    void received(const Endpoint& local, const Endpoint& remote, ByteView bytes) {
        engine_.handle_datagram(
            loader::system_now(),
            {.local = local, .remote = remote, .bytes = bytes, .uplink_hint = std::nullopt});
        settle();
    }

    /// Each peer has a processor of its own in life, and does not wait for what it has been sent already.
    void timed_out() {
        if (socket_->has_waiting()) {
            alarm_.set(loader::system_now() + std::chrono::milliseconds(1));
            return;
        }
        engine_.handle_timeout(loader::system_now());
        settle();
    }

    void settle() {
        do {
            while (auto action = engine_.poll_action())
                std::visit([this](auto& each) { carry_out(each); }, *action);
        } while (begin_next());
        alarm_.set(engine_.next_timeout());
        // Who persists comes up in the end, whatever has failed.
        if (wanted_ == 0 || (options_.persist ? up_ : up_ + failed_) < wanted_) return;
        wanted_ = 0;
        tell();
    }

    bool begin_next() {
        if (next_ == end_ || next_ - first_of_these_ - up_ - failed_ >= options_.window) return false;
        (void)engine_.initiate(ike::ConnectionId(next_++), loader::system_now());
        return true;
    }

    void carry_out(ike::SendDatagram& action) { socket_->send(action.local, action.remote, action.bytes); }
    void carry_out(ike::InstallChildSa& action) {
        engine_.report_install(action.child, {}, loader::system_now());
    }
    void carry_out(ike::StateChanged& action) {
        const bool up = action.to == ike::IkeSaState::kEstablished;
        const bool was_up = action.from == ike::IkeSaState::kEstablished;
        if (was_up && !up) ++lost_;
        if (up && !was_up) ++up_;
        if (up || action.from != ike::IkeSaState::kConnecting) return;
        ++failed_;
        if (failed_ == 1) fmt::print(stderr, "first failure: {}\n", action.reason);
    }
    /// No traffic uses the SAs, so what else is asked of the kernel is no matter.
    template <typename Other>
    static void carry_out(Other& /*action*/) {}

    void tell() {
        const std::chrono::duration<double> took = loader::system_now() - begun_at_;
        fmt::print("up {} failed {} seconds {:.3f} retransmissions {} lost {}\n", up_, failed_, took.count(),
                   engine_.counters().retransmissions - retransmissions_before_, lost_);
        std::fflush(stdout);
    }

    const Options& options_;
    boost::asio::io_context& loop_;
    loader::SystemRandom random_;
    ike::Endpoint engine_;
    std::unique_ptr<PeerSocket> socket_;
    loader::Alarm alarm_;
    std::optional<PeerCertificates> certificates_;
    TimePoint begun_at_{};
    uint64_t retransmissions_before_ = 0;
    uint32_t wanted_ = 0;          ///< before the next line; 0: there is none to print
    uint32_t first_of_these_ = 1;  ///< of those that are to come up
    uint32_t next_ = 1;            ///< to begin
    uint32_t end_ = 1;             ///< of those that are known
    uint32_t up_ = 0;
    uint32_t failed_ = 0;  ///< attempts
    uint32_t lost_ = 0;
};

Options parse(int argc, char** argv) {
    namespace po = boost::program_options;
    std::string remote;
    Options options;
    po::options_description known;
    auto add = known.add_options();
    add("remote", po::value(&remote)->required());
    add("window", po::value(&options.window));
    add("psk", po::value(&options.psk)->default_value("a key for the load"));
    add("ca", po::value(&options.ca));
    add("ca-key", po::value(&options.ca_key));
    add("persist", po::bool_switch(&options.persist));
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, known), values);
    po::notify(values);
    options.remote = *IpAddress::parse(remote);
    return options;
}

/// Whoever measures writes lines, and closes our input when it has seen enough.
class Conductor {
 public:
    Conductor(boost::asio::io_context& loop, Load& load)
        : loop_(loop), load_(load), input_(loop, ::dup(STDIN_FILENO)) {
        wait();
    }

 private:
    void wait() {
        boost::asio::async_read_until(input_, boost::asio::dynamic_buffer(text_), '\n',
                                      [this](const auto& error, size_t size) {
                                          if (error) return loop_.stop();
                                          take(size);
                                      });
    }
    void take(size_t size) {
        const std::string line = text_.substr(0, size - 1);
        text_.erase(0, size);
        if (auto done = load_.obey(line); !done) {
            fmt::print(stderr, "initiators: {}\n", done.error().text());
            return loop_.stop();
        }
        wait();
    }

    boost::asio::io_context& loop_;
    Load& load_;
    boost::asio::posix::stream_descriptor input_;
    std::string text_;
};

int run(const Options& options) {
    boost::asio::io_context loop;
    Load load(loop, options);
    if (auto started = load.start(); !started) {
        fmt::print(stderr, "initiators: {}\n", started.error().text());
        return 1;
    }
    const Conductor conductor(loop, load);
    loop.run();
    return 0;
}

}  // namespace
}  // namespace hawser::bench

int main(int argc, char** argv) {
    try {
        return hawser::bench::run(hawser::bench::parse(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "initiators: {}\n", error.what());
        return 2;
    }
}
