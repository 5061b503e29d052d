// SPDX-License-Identifier: BSD-2-Clause
// Prints a page of metrics, or serves it as hawserd does: `metrics_page [ADDRESS PORT]`.
#include <cstdio>
#include <cstdlib>

#include "loader/metrics/metrics_server.h"
#include "tests/unit/loader/metrics/sample.h"

namespace {

using namespace hawser;
using namespace hawser::loader;

int serve(const char* address, const char* port) {
    boost::asio::io_context loop(1);
    const auto parsed = IpAddress::parse(address);
    if (!parsed) return 2;
    const MetricsConfig config{
        .address = *parsed, .port = static_cast<uint16_t>(std::atoi(port)), .socket = {}};
    const auto server = MetricsServer::open(loop, config, [] { return sample_page().text(); });
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().text().c_str());
        return 1;
    }
    loop.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3) return serve(argv[1], argv[2]);
    std::fputs(sample_page().text().c_str(), stdout);
    return 0;
}
