// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/credential_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace hawser::loader {
namespace {

constexpr size_t kLargestCertificates = 1 << 20;
/// A CRL with a hundred thousand entries has about 4 MB.
constexpr size_t kLargestCrl = 16 << 20;
constexpr std::string_view kTrouble = "others than its owner can change it";

constexpr FileRules kPrivateKey{"key file",  64 << 10,
                                077,         kSecretFile.trouble,
                                "chmod 600", "docs/certificates.md shows how to make one"};
constexpr FileRules kCertificate{
    "certificate file", kLargestCertificates, 022,
    kTrouble,           "chmod 644",          "docs/certificates.md shows how to make one"};
constexpr FileRules kAuthorities{
    "CA file", kLargestCertificates, 022,
    kTrouble,  "chmod 644",          "it has the certificates of the CAs that the peer's may come from"};
constexpr FileRules kCrl{"CRL file", kLargestCrl, 022, kTrouble, "chmod 644", "fetch it from the CA"};

FileFailure failure_in(const FileRules& rules, const std::string& path, const Error& error) {
    return {error.within(std::string(rules.what) + " " + path).text(), ""};
}

/// Empty text: all of the file's CAs are in the store.
FileFailure add_authorities(ike::TrustStore& store, const std::string& path) {
    const FileContent content = read_guarded_file(path, kAuthorities);
    if (!content.failure.text.empty()) return content.failure;
    const auto certificates = ike::Certificate::parse_all(content.bytes.view());
    if (!certificates) return failure_in(kAuthorities, path, certificates.error());
    for (const ike::Certificate& one : *certificates) {
        if (auto added = store.add_authority(one); !added)
            return failure_in(kAuthorities, path, added.error());
    }
    return {};
}

FileFailure add_crl(ike::TrustStore& store, const std::string& path) {
    const FileContent content = read_guarded_file(path, kCrl);
    if (!content.failure.text.empty()) return content.failure;
    const auto added = store.add_crl(content.bytes.view());
    return added ? FileFailure() : failure_in(kCrl, path, added.error());
}

/// In order of name, so that what is found does not depend on the file system.
Result<std::vector<std::string>> files_in(const std::string& folder) {
    constexpr std::array<std::string_view, 4> kEndings = {".pem", ".crt", ".cer", ".der"};
    std::error_code failure;
    std::vector<std::string> found;
    const std::filesystem::directory_iterator entries(folder, failure);
    if (failure) return Error::system("reading CA folder " + folder, failure.value());
    for (const auto& entry : entries) {
        const std::string ending = entry.path().extension().string();
        if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end())
            found.push_back(entry.path().string());
    }
    if (found.empty()) return Error("CA folder " + folder + " has no files *.pem, *.crt, *.cer or *.der");
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

CredentialOutcome read_credential(const std::string& cert_file, const std::string& key_file) {
    const FileContent certificates = read_guarded_file(cert_file, kCertificate);
    if (!certificates.failure.text.empty()) return {nullptr, certificates.failure};
    const FileContent key = read_guarded_file(key_file, kPrivateKey);
    if (!key.failure.text.empty()) return {nullptr, key.failure};
    auto parsed = ike::Certificate::parse_all(certificates.bytes.view());
    if (!parsed) return {nullptr, failure_in(kCertificate, cert_file, parsed.error())};
    auto private_key = ike::PrivateKey::parse(key.bytes.view());
    if (!private_key) return {nullptr, failure_in(kPrivateKey, key_file, private_key.error())};
    auto credential = ike::Credential::make(*std::move(parsed), *std::move(private_key));
    if (!credential) {
        return {nullptr, {credential.error().within(cert_file + " with " + key_file).text(), ""}};
    }
    return {std::make_shared<const ike::Credential>(*std::move(credential)), {}};
}

TrustOutcome read_trust(const TrustFiles& files) {
    ike::TrustStore store;
    std::vector<std::string> ca_files = files.ca_files;
    if (!files.ca_dir.empty()) {
        const auto found = files_in(files.ca_dir);
        if (!found) return {nullptr, {found.error().text(), ""}};
        ca_files.insert(ca_files.end(), found->begin(), found->end());
    }
    for (const std::string& path : ca_files) {
        if (FileFailure failure = add_authorities(store, path); !failure.text.empty())
            return {nullptr, std::move(failure)};
    }
    for (const std::string& path : files.crl_files) {
        if (FileFailure failure = add_crl(store, path); !failure.text.empty())
            return {nullptr, std::move(failure)};
    }
    return {std::make_shared<const ike::TrustStore>(std::move(store)), {}};
}

}  // namespace hawser::loader
