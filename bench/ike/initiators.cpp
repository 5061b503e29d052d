// SPDX-License-Identifier: BSD-2-Clause
// Many IKE peers in one process: our own engine as the initiator of one IKE SA after another, a given number
// of them under way at a time. What it talks to is measured; it is not.
//
//   initiators --local A --remote B --count N [--window W] [--psk TEXT]
//
// Prints a line when all are up (`up N failed F seconds S`), then holds the SAs until its standard input
// ends.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/program_options.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>

#include "ike/engine/endpoint.h"
#include "loader/net/alarm.h"
#include "loader/net/ike_sockets.h"
#include "loader/net/system_clock.h"
#include "loader/net/system_random.h"

namespace hawser::bench {
namespace {

struct Options {
    IpAddress local;
    IpAddress remote;
    uint32_t count = 0;
    uint32_t window = 16;
    std::string psk;
};

std::shared_ptr<const SecretBytes> secret(const std::string& text) {
    return std::make_shared<const SecretBytes>(
        ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

/// The n-th of 2^22 hosts of 10.0.0.0/8.
IpPrefix network_of(uint32_t n) {
    const uint32_t host = 0x0a000000U + n * 4;
    const std::array<uint8_t, 4> bytes = {static_cast<uint8_t>(host >> 24U),
                                          static_cast<uint8_t>(host >> 16U), static_cast<uint8_t>(host >> 8U),
                                          static_cast<uint8_t>(host)};
    return {IpAddress::from_bytes(bytes), 32};
}

ike::ConnectionConfig connection(const Options& options, uint32_t n,
                                 const std::shared_ptr<const SecretBytes>& psk) {
    ike::ConnectionConfig config;
    config.id = ike::ConnectionId(n);
    config.name = fmt::format("load{}", n);
    config.local_address = options.local;
    config.remote_address = options.remote;
    config.local_identity = ike::Identity::fqdn(fmt::format("n{}.load.example", n));
    config.remote_identity = ike::Identity::fqdn("responder.example");
    config.auth = ike::Authentication::by_psk(psk);
    config.local_selectors = {ike::TrafficSelector(network_of(n))};
    config.remote_selectors = {ike::TrafficSelector(*IpPrefix::parse("192.168.0.0/16"))};
    config.initiate = ike::Initiate::kNever;
    config.siblings = true;
    config.if_id = IfId(n);
    config.liveness_interval = Duration::zero();
    return config;
}

/// Keeps `window` negotiations under way until all have come to an end.
class Load {
 public:
    Load(boost::asio::io_context& loop, const Options& options)
        : options_(options),
          loop_(loop),
          engine_(random_),
          sockets_(loop, [this](const Endpoint& local, const Endpoint& remote,
                                ByteView bytes) { received(local, remote, bytes); }),
          alarm_(loop, [this] {
              engine_.handle_timeout(loader::system_now());
              settle();
          }) {}

    Result<void> start() {
        if (auto opened = sockets_.open({.interface = "", .address = options_.local}); !opened) return opened;
        const auto psk = secret(options_.psk);
        begun_at_ = loader::system_now();
        for (uint32_t n = 1; n <= options_.count; ++n) {
            if (auto added = engine_.add(connection(options_, n, psk), begun_at_); !added) return added;
        }
        settle();
        return {};
    }

 private:
    void received(const Endpoint& local, const Endpoint& remote, ByteView bytes) {
        engine_.handle_datagram(
            loader::system_now(),
            {.local = local, .remote = remote, .bytes = bytes, .uplink_hint = std::nullopt});
        settle();
    }

    void settle() {
        do {
            while (auto action = engine_.poll_action())
                std::visit([this](auto& each) { carry_out(each); }, *action);
        } while (begin_next());
        alarm_.set(engine_.next_timeout());
        if (up_ + failed_ == options_.count && !told_) tell();
    }

    bool begin_next() {
        if (next_ > options_.count || next_ - 1 - up_ - failed_ >= options_.window) return false;
        (void)engine_.initiate(ike::ConnectionId(next_++), loader::system_now());
        return true;
    }

    void carry_out(ike::SendDatagram& action) {
        (void)sockets_.send(action.local, action.remote, action.bytes);  // sent again if it is lost
    }
    void carry_out(ike::InstallChildSa& action) {
        engine_.report_install(action.child, {}, loader::system_now());
    }
    void carry_out(ike::StateChanged& action) {
        if (action.to == ike::IkeSaState::kEstablished) {
            ++up_;
        } else if (action.from == ike::IkeSaState::kConnecting) {
            ++failed_;
            if (failed_ == 1) fmt::print(stderr, "first failure: {}\n", action.reason);
        }
    }
    /// No traffic uses the SAs, so what else is asked of the kernel is no matter.
    template <typename Other>
    static void carry_out(Other& /*action*/) {}

    void tell() {
        told_ = true;
        const std::chrono::duration<double> took = loader::system_now() - begun_at_;
        fmt::print("up {} failed {} seconds {:.3f} retransmissions {}\n", up_, failed_, took.count(),
                   engine_.counters().retransmissions);
        std::fflush(stdout);
    }

    const Options& options_;
    boost::asio::io_context& loop_;
    loader::SystemRandom random_;
    ike::Endpoint engine_;
    loader::IkeSockets sockets_;
    loader::Alarm alarm_;
    TimePoint begun_at_{};
    uint32_t next_ = 1;
    uint32_t up_ = 0;
    uint32_t failed_ = 0;
    bool told_ = false;
};

Options parse(int argc, char** argv) {
    namespace po = boost::program_options;
    std::string local;
    std::string remote;
    Options options;
    po::options_description known;
    known.add_options()("local", po::value(&local)->required())("remote", po::value(&remote)->required())(
        "count", po::value(&options.count)->required())("window", po::value(&options.window))(
        "psk", po::value(&options.psk)->default_value("a key for the load"));
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, known), values);
    po::notify(values);
    options.local = *IpAddress::parse(local);
    options.remote = *IpAddress::parse(remote);
    return options;
}

int run(const Options& options) {
    boost::asio::io_context loop;
    Load load(loop, options);
    if (auto started = load.start(); !started) {
        fmt::print(stderr, "initiators: {}\n", started.error().text());
        return 1;
    }
    // Whoever measures closes our input when it has seen enough.
    boost::asio::posix::stream_descriptor input(loop, ::dup(STDIN_FILENO));
    input.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [&](const boost::system::error_code&) { loop.stop(); });
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
