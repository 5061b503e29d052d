// SPDX-License-Identifier: BSD-2-Clause
// hawserd's IKE as a responder and nothing else: the service of the daemon over the real sockets and the real
// XFRM port, for as many peers as there will be. Data plane, routes and probes are left out, as a peer's
// daemon has none.
//
//   responder --local A --count N [--psk TEXT | --ca FILE --cert FILE --key FILE] [--liveness SECONDS]
//
// Prints `ready`, and runs until its standard input ends.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/program_options.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "bench/ike/peer_certificates.h"
#include "loader/daemon/ike_service.h"
#include "loader/kernel/kernel.h"
#include "loader/net/system_random.h"

namespace hawser::bench {
namespace {

using namespace loader;

struct Options {
    IpAddress local;
    uint32_t count = 0;
    std::string psk;
    std::string ca;
    std::string cert;
    std::string key;
    unsigned liveness = 0;
};

constexpr const char* kUplink = "wan";

std::shared_ptr<const SecretBytes> secret(const std::string& text) {
    return std::make_shared<const SecretBytes>(
        ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

Result<AuthConfig> auth_of(const Options& options) {
    AuthConfig auth;
    auth.local_id = "responder.example";
    if (options.ca.empty()) {
        auth.psk = secret(options.psk);
        return auth;
    }
    const auto ca = read_whole(options.ca);
    const auto chain = read_whole(options.cert);
    const auto key = read_whole(options.key);
    if (!ca || !chain || !key) return Error("cannot read the certificates");
    const auto authority = ike::Certificate::parse(*ca);
    auto credential = ike::Credential::make(*chain, *key);
    if (!authority) return authority.error();
    if (!credential) return credential.error();
    ike::TrustStore trusted;
    if (auto added = trusted.add_authority(*authority); !added) return added.error();
    auth.credential = std::make_shared<const ike::Credential>(*std::move(credential));
    auth.authorities = std::make_shared<const ike::TrustStore>(std::move(trusted));
    return auth;
}

PeerConfig peer(uint32_t n, const AuthConfig& auth, Duration liveness) {
    TunnelConfig tunnel;
    tunnel.id = n;
    tunnel.if_id = kTunnelIfIdBase + n;
    tunnel.name = fmt::format("load{}", n);
    tunnel.uplink = kUplink;
    tunnel.auth = auth;
    tunnel.auth.remote_id = fmt::format("n{}.load.example", n);
    tunnel.initiate = InitiateChoice::kNever;
    PeerConfig peer;
    peer.id = n;
    peer.name = tunnel.name;
    peer.networks = {*IpPrefix::parse("10.0.0.0/8")};
    peer.local_networks = {*IpPrefix::parse("192.168.0.0/16")};
    peer.path.liveness = liveness;
    peer.ike_proposals = "aes128gcm16-prfsha256-x25519";
    peer.esp_proposals = "aes128gcm16";
    peer.tunnels.push_back(std::move(tunnel));
    return peer;
}

Config config_of(const Options& options, const AuthConfig& auth) {
    Config config;
    config.uplinks.push_back(
        {.name = kUplink, .interface = "", .addresses = {options.local}, .gateways = {}});
    for (uint32_t n = 1; n <= options.count; ++n)
        config.peers.push_back(peer(n, auth, std::chrono::seconds(options.liveness)));
    return config;
}

Options parse(int argc, char** argv) {
    namespace po = boost::program_options;
    std::string local;
    Options options;
    po::options_description known;
    auto add = known.add_options();
    add("local", po::value(&local)->required());
    add("count", po::value(&options.count)->required());
    add("psk", po::value(&options.psk)->default_value("a key for the load"));
    add("ca", po::value(&options.ca));
    add("cert", po::value(&options.cert));
    add("key", po::value(&options.key));
    add("liveness", po::value(&options.liveness));
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, known), values);
    po::notify(values);
    options.local = *IpAddress::parse(local);
    return options;
}

/// As a daemon finds it again after a restart: peers learn by it that their SAs are lost.
ike::EndpointOptions lasting() {
    ike::EndpointOptions options;
    options.crash_secret = secret("thirty-two bytes of lasting luck");
    return options;
}

int run(const Options& options) {
    const auto auth = auth_of(options);
    if (!auth) {
        fmt::print(stderr, "responder: {}\n", auth.error().text());
        return 1;
    }
    const Config config = config_of(options, *auth);
    const TunnelIndex tunnels(config);
    auto xfrm = open_xfrm_port();
    if (!xfrm) {
        fmt::print(stderr, "responder: {}\n", xfrm.error().text());
        return 1;
    }
    boost::asio::io_context loop;
    SystemRandom random;
    SaInstaller sas(**xfrm);
    if (auto adopted = sas.adopt(tunnels, {options.local}); !adopted) return 1;  // as a daemon begins
    IkeService service(loop, random, sas, tunnels,
                       {.child_installed = [](TunnelId, const ike::InstallChildSa&) {},
                        .child_moved = [](TunnelId, const ike::MoveChildSa&) {},
                        .had_addresses = [](TunnelId) { return std::vector<IpAddress>(); },
                        .changed = [](TunnelId, bool, const std::string&) {},
                        .heard = [](TunnelId) {},
                        .happened = [](TunnelId, const ControlEvent&) {}},
                       nullptr, lasting());
    UplinkState uplink;
    uplink.config = &config.uplinks.front();
    uplink.families.push_back({.address = options.local, .network = {}, .gateway = {}});
    service.set_uplinks({uplink});
    fmt::print("ready\n");
    std::fflush(stdout);
    boost::asio::posix::stream_descriptor input(loop, ::dup(STDIN_FILENO));
    input.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [&](const boost::system::error_code&) { loop.stop(); });
    loop.run();
    return 0;
}

}  // namespace
}  // namespace hawser::bench

int main(int argc, char** argv) {
    spdlog::set_level(spdlog::level::err);
    try {
        return hawser::bench::run(hawser::bench::parse(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "responder: {}\n", error.what());
        return 2;
    }
}
