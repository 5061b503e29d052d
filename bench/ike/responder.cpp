// SPDX-License-Identifier: BSD-2-Clause
// hawserd's IKE as a responder and nothing else: the service of the daemon over the real sockets and the real
// XFRM port, for as many peers as there will be. Data plane, routes and probes are left out, as a peer's
// daemon has none.
//
//   responder --local A --count N [--psk TEXT]
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
};

constexpr const char* kUplink = "wan";

PeerConfig peer(uint32_t n, const std::shared_ptr<const SecretBytes>& psk) {
    TunnelConfig tunnel;
    tunnel.id = n;
    tunnel.if_id = kTunnelIfIdBase + n;
    tunnel.name = fmt::format("load{}", n);
    tunnel.uplink = kUplink;
    tunnel.auth.psk = psk;
    tunnel.auth.local_id = "responder.example";
    tunnel.auth.remote_id = fmt::format("n{}.load.example", n);
    tunnel.initiate = InitiateChoice::kNever;
    PeerConfig peer;
    peer.id = n;
    peer.name = tunnel.name;
    peer.networks = {*IpPrefix::parse("10.0.0.0/8")};
    peer.local_networks = {*IpPrefix::parse("192.168.0.0/16")};
    peer.tunnels.push_back(std::move(tunnel));
    return peer;
}

Config config_of(const Options& options) {
    const auto psk = std::make_shared<const SecretBytes>(
        ByteView(reinterpret_cast<const uint8_t*>(options.psk.data()), options.psk.size()));
    Config config;
    config.uplinks.push_back(
        {.name = kUplink, .interface = "", .addresses = {options.local}, .gateways = {}});
    for (uint32_t n = 1; n <= options.count; ++n)
        config.peers.push_back(peer(n, psk));
    return config;
}

Options parse(int argc, char** argv) {
    namespace po = boost::program_options;
    std::string local;
    Options options;
    po::options_description known;
    known.add_options()("local", po::value(&local)->required())("count",
                                                                po::value(&options.count)->required())(
        "psk", po::value(&options.psk)->default_value("a key for the load"));
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, known), values);
    po::notify(values);
    options.local = *IpAddress::parse(local);
    return options;
}

int run(const Options& options) {
    const Config config = config_of(options);
    const TunnelIndex tunnels(config);
    auto xfrm = open_xfrm_port();
    if (!xfrm) {
        fmt::print(stderr, "responder: {}\n", xfrm.error().text());
        return 1;
    }
    boost::asio::io_context loop;
    SystemRandom random;
    SaInstaller sas(**xfrm);
    IkeService service(loop, random, sas, tunnels,
                       {.child_installed = [](TunnelId, const ike::InstallChildSa&) {},
                        .child_moved = [](TunnelId, const ike::MoveChildSa&) {},
                        .changed = [](TunnelId, bool, const std::string&) {}});
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
