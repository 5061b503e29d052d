// SPDX-License-Identifier: BSD-2-Clause
#include "tests/exchange/fake_kernel.h"

#include <algorithm>

#include "base/check.h"
#include "ike/crypto/algorithms.h"

namespace hawser::ike::test {

namespace {

bool same(const SecretBytes& a, const SecretBytes& b) {
    return std::equal(a.view().begin(), a.view().end(), b.view().begin(), b.view().end());
}

bool same(const ChildSaKeys& a, const ChildSaKeys& b) {
    return same(a.encryption, b.encryption) && same(a.integrity, b.integrity);
}

void check_lengths(const InstallChildSa& pair) {
    const auto size = encryption_keymat_size(pair.encryption, pair.encryption_key_bits);
    HAWSER_CHECK(size && pair.keys_in.encryption.size() == *size, "encryption key has its length");
    HAWSER_CHECK(pair.keys_out.encryption.size() == *size, "encryption key has its length");
    const size_t integrity = pair.integrity ? *integrity_key_size(*pair.integrity) : 0;
    HAWSER_CHECK(pair.keys_in.integrity.size() == integrity, "integrity key has its length");
    HAWSER_CHECK(pair.keys_out.integrity.size() == integrity, "integrity key has its length");
}

}  // namespace

Result<void> FakeKernel::install(InstallChildSa pair) {
    const bool refuses_once = refuse_at != 0 && --refuse_at == 0;
    if (refuse_with || refuses_once) {
        refused_.insert(pair.child);
        return Error(refuse_with.value_or("no memory"));
    }
    check_lengths(pair);
    HAWSER_CHECK(pair.spi_in.value() >= 0x100 && pair.spi_out.value() >= 0x100, "reserved SPI");
    HAWSER_CHECK(!pair.local_selectors.empty() && !pair.remote_selectors.empty(), "a policy needs selectors");
    for (const auto& [handle, other] : pairs_) {
        HAWSER_CHECK(handle != pair.child, "a handle is used once");
        HAWSER_CHECK(other.spi_in != pair.spi_in, "an inbound SPI is unique");
    }
    if (!pair.replaces)
        HAWSER_CHECK(outbound(pair.connection) == nullptr, "an outbound policy is replaced by name only");
    ++installs_;
    if (pair.use) outbound_[pair.connection] = pair.child;
    const ChildHandle handle = pair.child;
    pairs_.emplace(handle, std::move(pair));
    return {};
}

void FakeKernel::use(const UseChildSa& use) {
    HAWSER_CHECK(knows(use.child), "only what is installed can be used");
    HAWSER_CHECK(retired_.count(use.child) == 0, "what is retired is not used again");
    if (pairs_.count(use.child) == 1) outbound_[use.connection] = use.child;
}

void FakeKernel::retire(const RetireChildSa& retire) {
    HAWSER_CHECK(knows(retire.child), "only what is installed can be retired");
    if (pairs_.count(retire.child) == 0) return;
    retired_.insert(retire.child);
    const auto out = outbound_.find(retire.connection);
    if (out != outbound_.end() && out->second == retire.child) outbound_.erase(out);
}

void FakeKernel::move(const MoveChildSa& move) {
    HAWSER_CHECK(knows(move.child), "only what is installed can be moved");
    const auto found = pairs_.find(move.child);
    if (found == pairs_.end()) return;
    found->second.local = move.local;
    found->second.remote = move.remote;
    found->second.udp_encapsulation = move.udp_encapsulation;
}

bool FakeKernel::reads(EspSpi spi) const {
    return std::any_of(pairs_.begin(), pairs_.end(),
                       [spi](const auto& one) { return one.second.spi_in == spi; });
}

void FakeKernel::remove(const RemoveChildSa& remove) {
    const auto found = pairs_.find(remove.child);
    if (found == pairs_.end()) {
        HAWSER_CHECK(refused_.erase(remove.child) == 1, "only what was refused can be missing");
        return;
    }
    HAWSER_CHECK(found->second.spi_in == remove.spi_in && found->second.spi_out == remove.spi_out,
                 "the SPIs are those of the pair");
    const auto out = outbound_.find(remove.connection);
    if (out != outbound_.end() && out->second == remove.child) outbound_.erase(out);
    retired_.erase(remove.child);
    pairs_.erase(found);
}

const InstallChildSa* FakeKernel::outbound(ConnectionId connection) const {
    const auto found = outbound_.find(connection);
    return found == outbound_.end() ? nullptr : &pairs_.at(found->second);
}

std::string mismatch(const InstallChildSa& a, const InstallChildSa& b, bool nat) {
    if (a.spi_out != b.spi_in || b.spi_out != a.spi_in) return "SPIs";
    if (!same(a.keys_out, b.keys_in) || !same(b.keys_out, a.keys_in)) return "keys";
    if (same(a.keys_in, a.keys_out)) return "one key for both directions";
    if (a.encryption != b.encryption || a.encryption_key_bits != b.encryption_key_bits) return "cipher";
    if (a.integrity != b.integrity) return "integrity";
    if (a.esn != b.esn) return "ESN";
    if (a.udp_encapsulation != b.udp_encapsulation) return "UDP encapsulation";
    if (a.local_selectors != b.remote_selectors || b.local_selectors != a.remote_selectors)
        return "selectors";
    if (!nat && (a.local != b.remote || b.local != a.remote)) return "outer end points";
    return {};
}

}  // namespace hawser::ike::test
