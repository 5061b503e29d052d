// SPDX-License-Identifier: BSD-2-Clause
// Authentication by certificates as a user configures it: which files, which keys together, and what is said
// about those that do not do.
#include <chrono>

#include "ike/crypto/x509/credential.h"
#include "ike/crypto/x509/trust_store.h"
#include "loader/config/reread_auth.h"
#include "tests/unit/ike/crypto/test_ca.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using ike::test::Issued;
using ike::test::Wish;
using std::chrono::hours;

const std::string kBothByCertificate =
    "cert_file = \"branch.pem\"\nkey_file = \"branch.key\"\nca_file = \"ca.pem\"\n";

class CertificateFiles : public ConfigTest {
 protected:
    CertificateFiles() {
        write_file("ca.pem", ca_.pem());
        write_certificate("branch", {.common_name = "branch", .alternative_names = "DNS:branch.example"});
    }

    [[nodiscard]] Wish valid(Wish wish) const {
        wish.not_before = now_ - hours(24);
        wish.not_after = now_ + hours(24 * 365);
        return wish;
    }
    void write_file(const std::string& name, const Bytes& content, mode_t mode = 0644) const {
        write_key(name, std::string(content.begin(), content.end()), mode);
    }
    void write_certificate(const std::string& name, Wish wish) const {
        write_issued(name, valid(std::move(wish)));
    }
    void write_issued(const std::string& name, const Wish& wish) const {
        const Issued issued = ike::test::issue(ca_, wish);
        write_file(name + ".pem", issued.pem());
        write_file(name + ".key", issued.key_pem(), 0600);
    }
    /// kGood with these keys in place of its psk_file and its local_id.
    [[nodiscard]] static std::string keys(const std::string& proofs, const std::string& local_id = "") {
        return with(with(kGood, "psk_file = \"pop.psk\"\n", proofs),
                    "local_id = \"branch-{uplink}.example\"\n", local_id);
    }
    [[nodiscard]] AuthConfig auth_of(const std::string& text) const {
        const LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config.has_value()) << report(outcome);
        EXPECT_TRUE(outcome.diagnostics.empty()) << report(outcome);
        return outcome.config ? outcome.config->peers[0].tunnels[0].auth : AuthConfig();
    }

    ike::CalendarTime now_ =
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    Issued ca_ = ike::test::self_signed(valid({.common_name = "root", .is_ca = true}));
};

TEST_F(CertificateFiles, AreReadOnceForAllTunnels) {
    const LoadOutcome outcome = parse(keys(kBothByCertificate));
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    ASSERT_EQ(tunnels.size(), 4u);
    ASSERT_NE(tunnels[0].auth.credential, nullptr);
    EXPECT_EQ(tunnels[0].auth.credential->certificate().to_string(), "'C=CH, O=Hawser, CN=branch'");
    EXPECT_EQ(tunnels[0].auth.credential, tunnels[3].auth.credential);
    ASSERT_NE(tunnels[0].auth.authorities, nullptr);
    EXPECT_EQ(tunnels[0].auth.authorities->authorities().size(), 1u);
    EXPECT_EQ(tunnels[0].auth.authorities, tunnels[3].auth.authorities);
    EXPECT_EQ(tunnels[0].auth.psk, nullptr);
    EXPECT_EQ(tunnels[0].auth.local_id, "") << "the subject";
}

TEST_F(CertificateFiles, MayBeAnotherForEachUplink) {
    write_certificate("wan1", {.common_name = "one", .alternative_names = "DNS:branch-wan1.example"});
    write_certificate("wan2", {.common_name = "two", .alternative_names = "DNS:branch-wan2.example"});
    const LoadOutcome outcome =
        parse(keys("cert_file = \"{uplink}.pem\"\nkey_file = \"{uplink}.key\"\nca_file = "
                   "\"ca.pem\"\nrevocation = \"ifuri\"\n"
                   "signature_authentication = false\n",
                   "local_id = \"branch-{uplink}.example\"\n"));
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    EXPECT_EQ(tunnels[0].auth.credential->certificate().to_string(), "'C=CH, O=Hawser, CN=one'");
    EXPECT_EQ(tunnels[0].auth.local_id, "branch-wan1.example");
    EXPECT_EQ(tunnels[3].auth.credential->certificate().to_string(), "'C=CH, O=Hawser, CN=two'");
    EXPECT_EQ(tunnels[0].auth.revocation, ike::RevocationPolicy::kIfUri);
    EXPECT_FALSE(tunnels[0].auth.signature_authentication);
}

TEST_F(CertificateFiles, AndAPreSharedKeyForOneSide) {
    const AuthConfig ours =
        auth_of(keys("cert_file = \"branch.pem\"\nkey_file = \"branch.key\"\npsk_file = \"pop.psk\"\n"));
    EXPECT_NE(ours.credential, nullptr);
    EXPECT_NE(ours.psk, nullptr);
    EXPECT_EQ(ours.authorities, nullptr);
    const AuthConfig theirs = auth_of(keys("ca_file = [\"ca.pem\"]\npsk_file = \"pop.psk\"\n"));
    EXPECT_EQ(theirs.credential, nullptr);
    EXPECT_NE(theirs.psk, nullptr);
    EXPECT_NE(theirs.authorities, nullptr);
}

TEST_F(CertificateFiles, OfAFolder) {
    std::filesystem::create_directory(path("cas"));
    expect_refused(keys("ca_dir = \"cas\"\npsk_file = \"pop.psk\"\n"), {"CA folder cas has no files *.pem"});
    write_file("cas/a.pem", ca_.pem());
    write_file("cas/b.crt", ike::test::root("other").der());
    write_key("cas/README", "not one of them");
    EXPECT_EQ(auth_of(keys("ca_dir = \"cas\"\npsk_file = \"pop.psk\"\n")).authorities->authorities().size(),
              2u);
    expect_refused(keys("ca_dir = \"none\"\npsk_file = \"pop.psk\"\n"),
                   {"reading CA folder none: No such file or directory"});
}

TEST_F(CertificateFiles, OfOneTunnelReplaceThePeersKeys) {
    const LoadOutcome outcome = parse(
        kGood + "[[peer.tunnel]]\nuplink = \"wan2\"\n[peer.tunnel.auth]\nlocal_id = \"branch.example\"\n" +
        kBothByCertificate);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->peers[0].tunnels[0].auth.credential, nullptr);
    EXPECT_NE(outcome.config->peers[0].tunnels[0].auth.psk, nullptr);
    const AuthConfig& special = outcome.config->peers[0].tunnels[3].auth;
    EXPECT_NE(special.credential, nullptr);
    EXPECT_EQ(special.psk, nullptr);
    EXPECT_EQ(special.remote_id, "pop.example") << "identities are inherited";
}

TEST_F(CertificateFiles, KeysThatDoNotGoTogetherAreNamed) {
    expect_refused(keys("cert_file = \"branch.pem\"\nca_file = \"ca.pem\"\n"),
                   {"hawser.toml:21:13: error: cert_file is of no use without key_file"});
    expect_refused(keys("key_file = \"branch.key\"\nca_file = \"ca.pem\"\n"),
                   {"key_file is of no use without cert_file"});
    expect_refused(keys(kBothByCertificate + "psk_file = \"pop.psk\"\n"),
                   {"psk_file is of no use: both sides have certificates"});
    expect_refused(keys("cert_file = \"branch.pem\"\nkey_file = \"branch.key\"\n"),
                   {"peer 'pop': nothing says by what the peer proves itself (set ca_file"});
    expect_refused(keys("ca_file = \"ca.pem\"\n"),
                   {"peer 'pop': nothing says by what we prove ourselves (set cert_file and key_file"});
    expect_refused(keys("psk_file = \"pop.psk\"\ncrl_file = \"ca.crl\"\n"),
                   {"crl_file is of no use without ca_file"});
    expect_refused(keys("psk_file = \"pop.psk\"\nrevocation = \"strict\"\n"),
                   {"revocation is of no use without ca_file"});
    expect_refused(keys("psk_file = \"pop.psk\"\nsignature_authentication = false\n"),
                   {"signature_authentication is of no use without certificates"});
    expect_refused(keys("psk_file = \"pop.psk\"\nprivate_key = \"x\"\n"), {"it is called key_file here"});
}

TEST_F(CertificateFiles, ThatOthersCouldUseOrChangeAreRefused) {
    write_file("branch.key", ike::test::issue(ca_, {}).key_pem(), 0640);
    expect_refused(
        keys(kBothByCertificate),
        {"key file branch.key has mode 0640: others than its owner can use it (chmod 600 branch.key)"});
    write_certificate("branch", {.common_name = "branch"});
    ASSERT_EQ(::chmod(path("ca.pem").c_str(), 0664), 0);
    expect_refused(keys(kBothByCertificate),
                   {"CA file ca.pem has mode 0664: others than its owner can change it (chmod 644 ca.pem)"});
}

TEST_F(CertificateFiles, ThatAreNotWhatTheyShouldBe) {
    expect_refused(keys("cert_file = \"none.pem\"\nkey_file = \"branch.key\"\nca_file = \"ca.pem\"\n"),
                   {"opening certificate file none.pem: No such file or directory", "docs/certificates.md"});
    expect_refused(keys("cert_file = \"branch.key\"\nkey_file = \"branch.key\"\nca_file = \"ca.pem\"\n"),
                   {"certificate file branch.key: "});
    expect_refused(
        keys("cert_file = \"branch.pem\"\nkey_file = \"pop.psk\"\nca_file = \"ca.pem\"\n"),
        {"key file pop.psk: reading a private key: it is no PEM or DER of one, or needs a passphrase"});
    expect_refused(keys("psk_file = \"pop.psk\"\nca_file = \"branch.pem\"\n"),
                   {"CA file branch.pem: certificate 'C=CH, O=Hawser, CN=branch' is no CA"});
    write_file("other.key", ike::test::self_signed({.key = ike::test::ec_pair("P-384")}).key_pem(), 0600);
    expect_refused(
        keys("cert_file = \"branch.pem\"\nkey_file = \"other.key\"\nca_file = \"ca.pem\"\n"),
        {"branch.pem with other.key: certificate 'C=CH, O=Hawser, CN=branch' has a ECDSA 256 key"});
    expect_refused(keys("psk_file = \"pop.psk\"\nca_file = \"ca.pem\"\ncrl_file = \"ca.pem\"\n"),
                   {"CRL file ca.pem: reading a CRL: it is no PEM or DER of one"});
}

TEST_F(CertificateFiles, MustHaveTheConfiguredIdentity) {
    EXPECT_EQ(auth_of(keys(kBothByCertificate, "local_id = \"branch.example\"\n")).local_id,
              "branch.example");
    expect_refused(keys(kBothByCertificate, "local_id = \"sun.example\"\n"),
                   {"does not confirm ID_FQDN 'sun.example': it has subjectAltName branch.example "
                    "(without local_id the certificate's subject is our identity)"});
}

TEST_F(CertificateFiles, ThatHaveExpiredAreWarnedAbout) {
    write_issued("branch", {.common_name = "branch"});  // valid in a day of the past
    expect_warned(
        keys(kBothByCertificate),
        {"warning: certificate 'C=CH, O=Hawser, CN=branch' in branch.pem has expired on 2026-01-02"});
}

TEST_F(CertificateFiles, AreReadAgain) {
    const AuthConfig before = auth_of(keys(kBothByCertificate, "local_id = \"branch.example\"\n"));
    write_certificate("branch", {.common_name = "new", .alternative_names = "DNS:branch.example"});
    AuthFiles files;
    const auto after = reread_auth(before, files);
    ASSERT_TRUE(after.ok()) << after.error().text();
    EXPECT_EQ(after->credential->certificate().to_string(), "'C=CH, O=Hawser, CN=new'");
    EXPECT_EQ(before.credential->certificate().to_string(), "'C=CH, O=Hawser, CN=branch'");
    EXPECT_EQ(after->authorities->authorities(), before.authorities->authorities());

    write_certificate("branch", {.common_name = "new", .alternative_names = "DNS:other.example"});
    AuthFiles later;
    const auto refused = reread_auth(before, later);
    ASSERT_FALSE(refused.ok());
    EXPECT_PRED2(contains, refused.error().text(), "does not confirm ID_FQDN 'branch.example'");
    std::filesystem::remove(path("ca.pem"));
    write_certificate("branch", {.common_name = "new", .alternative_names = "DNS:branch.example"});
    AuthFiles last;
    const auto missing = reread_auth(before, last);
    ASSERT_FALSE(missing.ok());
    EXPECT_PRED2(contains, missing.error().text(), "ca.pem: No such file or directory");
}

TEST_F(CertificateFiles, WithRevocationLists) {
    write_file("ca.crl", ike::test::crl(ca_, {4711}));
    const AuthConfig auth = auth_of(keys(kBothByCertificate + "crl_file = \"ca.crl\"\n"));
    const Issued leaf = ike::test::issue(ca_, valid({.serial = 4711}));
    const auto verified =
        auth.authorities->verify(leaf.certificate(), {}, {now_, ike::RevocationPolicy::kRelaxed});
    ASSERT_FALSE(verified.ok());
    EXPECT_PRED2(contains, verified.error().text(), "revoked");
}

}  // namespace
}  // namespace hawser::loader
