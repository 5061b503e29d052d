// SPDX-License-Identifier: BSD-2-Clause
// What each type of probe asks, and the keys that belong to it alone.
#include "loader/config/probe_url.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;
using health::ProbeType;

class ProbeTypesTest : public ConfigTest {
 protected:
    [[nodiscard]] static std::string with_probe(const std::string& keys) {
        return kGood.substr(0, kGood.find("[peer.probe]")) + "[peer.probe]\n" + keys;
    }
    [[nodiscard]] health::ProbeConfig probe(const std::string& keys) const {
        const LoadOutcome outcome = parse(with_probe(keys));
        EXPECT_TRUE(outcome.config) << report(outcome);
        if (!outcome.config || outcome.config->peers[0].tunnels[0].probes.empty()) return {};
        return outcome.config->peers[0].tunnels[0].probes[0];
    }
};

TEST_F(ProbeTypesTest, Tcp) {
    const auto tcp = probe("type = \"tcp\"\ntarget = \"10.2.0.9\"\nport = 443\n");
    EXPECT_EQ(tcp.type, ProbeType::kTcp);
    EXPECT_EQ(tcp.port, 443);
    EXPECT_EQ(label(tcp), "tcp 10.2.0.9:443");
    EXPECT_EQ(tcp.settings.interval, 1s);
    EXPECT_EQ(tcp.settings.lost_to_down, 3u);
}

TEST_F(ProbeTypesTest, Http) {
    const auto http = probe(
        "type = \"http\"\nurl = \"https://10.2.0.9:8443/health?x=1\"\nexpect = \"200-204\"\n"
        "ca_file = \"/etc/ssl/pop.pem\"\n");
    EXPECT_EQ(http.type, ProbeType::kHttp);
    EXPECT_EQ(http.target, address("10.2.0.9"));
    EXPECT_EQ(http.port, 8443);
    EXPECT_TRUE(http.http.tls);
    EXPECT_TRUE(http.http.verify);
    EXPECT_EQ(http.http.path, "/health?x=1");
    EXPECT_EQ(http.http.most_status, 204u);
    EXPECT_EQ(label(http), "http https://10.2.0.9:8443/health?x=1");
    const auto named = probe("type = \"http\"\nurl = \"http://pop.example\"\ntarget = \"10.2.0.9\"\n");
    EXPECT_EQ(named.http.host, "pop.example");
    EXPECT_EQ(named.target, address("10.2.0.9"));
    EXPECT_EQ(named.port, 80);
}

TEST_F(ProbeTypesTest, DnsStampBfdIkeAndEsp) {
    const auto dns = probe("type = \"dns\"\ntarget = \"10.2.0.53\"\nname = \"example.com\"\n");
    EXPECT_EQ(dns.port, 53);
    EXPECT_EQ(label(dns), "dns 10.2.0.53 for example.com");
    write_key("stamp.key", "a key for STAMP of good length\n");
    const auto stamp = probe("type = \"stamp\"\ntarget = \"10.2.0.1\"\nkey_file = \"stamp.key\"\n");
    EXPECT_EQ(stamp.port, 862);
    EXPECT_TRUE(stamp.stamp_key);
    const auto bfd = probe("type = \"bfd\"\ntarget = \"10.2.0.1\"\nmultihop = true\ninterval = \"50ms\"\n");
    EXPECT_TRUE(bfd.multihop);
    EXPECT_EQ(bfd.settings.interval, 50ms);
    EXPECT_EQ(bfd.settings.lost_to_down, 3u);
    EXPECT_EQ(label(probe("type = \"ike\"\n")), "ike");
    EXPECT_EQ(label(probe("type = \"esp\"\n")), "esp");
}

TEST_F(ProbeTypesTest, AKeyOfAnotherTypeIsRefused) {
    expect_refused(with_probe("target = \"10.2.0.1\"\nurl = \"http://10.2.0.1/\"\n"),
                   {"'url' is for probes of type \"http\", not of type \"icmp\""});
    expect_refused(with_probe("target = \"10.2.0.1\"\nport = 80\n"), {"'port' is for probes of type"});
    expect_refused(with_probe("type = \"ike\"\ntarget = \"10.2.0.1\"\n"), {"'target' is for probes of type"});
    expect_refused(with_probe("type = \"tcp\"\ntarget = \"10.2.0.1\"\n"), {"a tcp probe has no 'port'"});
    expect_refused(with_probe("type = \"http\"\n"), {"has no 'url'"});
    expect_refused(with_probe("type = \"http\"\nurl = \"http://pop.example/\"\n"),
                   {"is a name, and no DNS is asked"});
    expect_refused(with_probe("type = \"http\"\nurl = \"http://192.0.2.77/\"\n"),
                   {"is outside the networks of peer"});
    expect_refused(with_probe("type = \"dns\"\ntarget = \"10.2.0.1\"\nname = \"a..b\"\n"),
                   {"is no domain name"});
}

TEST_F(ProbeTypesTest, OnASharedInterfaceOnlyWhatNeedsNoSocketOfATunnel) {
    const std::string shared = "interfaces = \"shared\"\n";
    expect_refused(shared + with_probe("type = \"tcp\"\ntarget = \"10.2.0.9\"\nport = 443\n"),
                   {"probes of type \"tcp\" need interfaces = \"each\""});
    EXPECT_TRUE(parse(shared + with_probe("target = \"10.2.0.1\"\n")).config);
}

TEST(ProbeUrl, IsReadOrRefused) {
    const auto url = parse_probe_url("http://[2001:db8::1]:8080/a").value();
    EXPECT_EQ(url.address, address("2001:db8::1"));
    EXPECT_EQ(url.port, 8080);
    EXPECT_EQ(url.path, "/a");
    EXPECT_EQ(parse_probe_url("https://h").value().port, 443);
    EXPECT_EQ(parse_probe_url("https://h").value().path, "/");
    for (const char* wrong : {"", "ftp://h/", "http://", "http:///x", "http://h:0/", "http://h:70000/",
                              "http://h:/", "http://[::1/", "http://a b/", "http://h/a b", "http://h/#x"})
        EXPECT_FALSE(parse_probe_url(wrong).ok()) << wrong;
}

TEST(HttpStatus, OneOrARange) {
    EXPECT_EQ(parse_http_status("200").value(), std::pair(200u, 200u));
    EXPECT_EQ(parse_http_status("200-299").value(), std::pair(200u, 299u));
    for (const char* wrong : {"", "20", "600", "299-200", "200-", "-299", "2xx"})
        EXPECT_FALSE(parse_http_status(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace hawser::loader
