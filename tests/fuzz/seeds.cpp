// SPDX-License-Identifier: BSD-2-Clause
// usage: fuzz_seeds DIR. Writes what the corpus began with: our own messages and certificates, and the
// encodings of RFC 7427.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "ike/crypto/signature_algorithm.h"
#include "ike/wire/notify_data.h"
#include "tests/fuzz/targets.h"
#include "tests/unit/ike/crypto/test_ca.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

std::filesystem::path corpus;

void write(const std::string& target, const std::string& name, ByteView bytes) {
    const auto folder = corpus / target;
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void write_message(const std::string& name, Message message) {
    message.is_protected = false;
    write("message", name, message.serialize());
    for (size_t i = 0; i < message.payloads.size(); ++i) {
        Bytes bytes{static_cast<uint8_t>(type_of(message.payloads[i]))};
        append(bytes, std::visit([](const auto& one) { return test::serialized(one); }, message.payloads[i]));
        write("payload", name + "-" + std::to_string(i), bytes);
    }
}

Message with(std::vector<Payload> payloads) {
    Message message = test::informational_request();
    message.payloads = std::move(payloads);
    return message;
}

void write_messages() {
    write_message("init-request", test::ike_sa_init_request());
    write_message("init-response", test::ike_sa_init_response());
    write_message("auth-request", test::ike_auth_request());
    write_message("auth-response", test::ike_auth_response());
    write_message("child-request", test::create_child_sa_request());
    write_message("delete", test::informational_request());
    const IpAddress v4 = *IpAddress::parse("192.0.2.1");
    const IpAddress v6 = *IpAddress::parse("2001:db8::1");
    write_message("configuration",
                  with({ConfigurationPayload{ConfigurationType::kReply,
                                             {ConfigurationAttribute::of_address(v4),
                                              ConfigurationAttribute::of_address(v6),
                                              {ConfigurationAttributeType::kSupportedAttributes, {}}}}}));
    write_message("notifies", with({redirect({v4, {}}, Bytes(32, 1)), redirected_from({{}, "gw.example"}),
                                    additional_address(v6), no_nats_allowed({v4, 500}, {v4, 4500}),
                                    ticket_with_lifetime(3600, Bytes(20, 2)), qcd_token(Bytes(16, 3)),
                                    set_window_size(10), ppk_identity(Bytes(5, 'p'))}));
    write_message("certificate", with({CertPayload{CertEncoding::kX509Signature, test::root().der()}}));
    write_message("fragment", with({EncryptedFragmentPayload{PayloadType::kNotify, {1, 3}, Bytes(40, 5)}}));
}

void write_algorithms() {
    for (HashAlgorithm hash : {HashAlgorithm::kSha2_256, HashAlgorithm::kSha2_512}) {
        for (SignatureKind kind : {SignatureKind::kRsaPkcs1, SignatureKind::kEcdsa, SignatureKind::kRsaPss}) {
            const SignatureAlgorithm algorithm = kind == SignatureKind::kRsaPss
                                                     ? SignatureAlgorithm::pss(hash)
                                                     : SignatureAlgorithm{kind, hash};
            const Bytes der = algorithm.to_der();
            const std::string name = std::to_string(static_cast<int>(kind)) + "-" + to_string(hash);
            write("algorithm", name, der);
            Bytes auth{14, 0, 0, 0, static_cast<uint8_t>(der.size())};
            append(auth, der);
            append(auth, Bytes(72, 0x30));
            write("auth", name, auth);
        }
    }
    write("auth", "ecdsa-256", [] {
        Bytes auth(68, 7);
        auth[0] = 9;
        return auth;
    }());
    write("auth", "rsa", [] {
        Bytes auth(260, 7);
        auth[0] = 1;
        return auth;
    }());
    const auto name = Identity::parse("C=CH, O=Hawser, CN=moon");
    write("algorithm", "name", name->data());
    const std::string text = "/C=CH/O=Hawser/CN=*";
    write("algorithm", "text", {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

void write_certificates() {
    const auto ca = test::root();
    write("certificate", "ca", ca.der());
    write("certificate", "leaf",
          test::issue(ca, {.alternative_names = "DNS:a.example,email:m@example,IP:192.0.2.1,IP:2001:db8::1",
                           .key_usage = "digitalSignature",
                           .crl_uri = "URI:http://crl.example/a"})
              .der());
    write("certificate", "ed25519", test::self_signed({.key = test::eddsa_pair("ED25519")}).der());
}

void write_fragments() {
    write("reassembly", "in-order", test::hex("0001 02 01 0003 aabbcc 0002 02 01 0002 ddee"));
    write("reassembly", "again",
          test::hex("0002 03 01 0001 aa 0002 03 01 0001 bb 0001 05 01 0001 cc 0001 02 02 0000"));
}

}  // namespace
}  // namespace hawser::ike

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: fuzz_seeds DIR\n", stderr);
        return 2;
    }
    hawser::ike::corpus = argv[1];
    hawser::ike::write_messages();
    hawser::ike::write_algorithms();
    hawser::ike::write_certificates();
    hawser::ike::write_fragments();
    return 0;
}
