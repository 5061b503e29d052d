// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "loader/bpf/bpf_object.h"
#include "loader/bpf/map_shape.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/pin_dir.h"

struct bpf_map;
struct bpf_object;

namespace hawser::loader {

/// The maps that an earlier daemon left pinned, and what this one makes of them: a map of the right layout
/// and size is used as it is; one of another size, or of an earlier ABI that we know, is replaced by a new
/// one that takes over its contents. Until settle() nothing pinned has changed, so whatever fails before, or
/// kills us, leaves the old programs forwarding with the old maps.
class PinnedMaps {
 public:
    /// For `object`, opened and not yet loaded: sizes its maps and lets it use those that stay. Fails where
    /// one of the pinned ones is of an ABI that we do not know, or of another type or layout than its ABI
    /// has.
    static Result<PinnedMaps> decide(bpf_object* object, const PinDir& dir, const BpfOptions& options);

    /// After loading: the new maps get what the ones that they replace have. Not the rings: a plan has them
    /// all.
    Result<void> fill(const bpf_object* object) const;

    /// Pins the maps that replace none.
    Result<void> pin_new(const bpf_object* object, const PinDir& dir) const;

    /// Pins the maps that replace others, in their place. Once the new programs are everywhere; takes over
    /// the flows that the old programs have made since fill().
    Result<void> settle(const bpf_object* object, const PinDir& dir) const;

    /// Maps, with pins and all, of an earlier daemon are used or taken over.
    [[nodiscard]] bool adopted() const { return adopted_; }
    [[nodiscard]] bool replaces_any() const { return !replaced_.empty(); }
    [[nodiscard]] bool replaces(std::string_view name) const;

 private:
    struct Replaced {
        std::string name;
        OwnedFd old;
        MapShape shape;
    };

    explicit PinnedMaps(const BpfOptions& options) : options_(options) {}
    Result<void> decide_for(bpf_map* map, const PinDir& dir);
    Result<void> decide_for_pins_v1(const PinDir& dir);
    Result<void> replace(std::string name, OwnedFd old, const MapShape& shape, const std::string& why);
    Result<void> copy(const bpf_object* object, const Replaced& map, bool only_new) const;
    Result<void> copy_pins_v1(const bpf_object* object, const Replaced& map) const;
    void log(BpfLogLevel level, const std::string& line) const;

    BpfOptions options_;
    uint32_t version_ = 0;  ///< of the pinned maps
    bool adopted_ = false;
    std::vector<Replaced> replaced_;
};

}  // namespace hawser::loader
